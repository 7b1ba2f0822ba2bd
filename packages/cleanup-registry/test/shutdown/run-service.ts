import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const service = fileURLToPath(new URL('../fixtures/service.mjs', import.meta.url));

export interface Ended {
  code: number | null;
  signal: string | null;
  /** What it printed, without the 'up'. */
  lines: string[];
  errors: string;
}

/** Runs a scenario of the fixture; `when` maps a line it prints to what is done then. */
export async function runService(
  scenario: string,
  when: Record<string, (child: ChildProcess) => unknown> = { up: (child) => child.kill('SIGTERM') },
): Promise<Ended> {
  const child = spawn(process.execPath, [service, scenario], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    const complete = output.split('\n').slice(0, -1);
    for (const line of complete.slice(seen)) when[line]?.(child);
    seen = complete.length;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  const lines = output.split('\n').filter((line) => line !== '' && line !== 'up');
  return { code, signal, lines, errors };
}
