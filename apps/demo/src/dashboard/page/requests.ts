import type { Requests } from '../view/wire.ts';
import { byId, setText } from './dom.ts';

/** Asks the server for something; what it says against it is shown. */
export async function ask<P extends keyof Requests>(path: P, body: Requests[P]): Promise<void> {
  const problem = byId('problem');
  setText(problem, '');
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) setText(problem, `Not done: ${(await response.text()).trim()}`);
  } catch {
    setText(problem, 'Not done: the dashboard does not answer');
  }
}
