import type { IncomingMessage } from 'node:http';

/** More than any request of the page; more is refused before it is kept. */
const limit = 4096;

/** A request that cannot be answered: the status and the reason go to the client. */
export class RequestError extends Error {
  readonly code = 'ERR_DEMO_REQUEST';
  override readonly name = 'RequestError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Reads the body of a request: a JSON object, and not a large one. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request as AsyncIterable<string>) {
    text += chunk;
    if (text.length > limit) throw new RequestError(413, `the body is longer than ${limit}`);
  }
  const value = parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new RequestError(400, `the body is ${JSON.stringify(value)}; expected a JSON object`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, `the body is not JSON: ${JSON.stringify(text.slice(0, 80))}`);
  }
}
