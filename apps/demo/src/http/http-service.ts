import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import type { Job, JobKind } from '../load/jobs.ts';
import type { DocumentService } from '../service/document-service.ts';
import { OverloadedError } from '../systems/overloaded-error.ts';
import type { System, SystemFigures } from '../systems/system.ts';
import { TaskContext } from '../systems/task-context.ts';
import type { TaskLedger } from '../systems/task-ledger.ts';

const kinds: readonly string[] = ['gzip', 'hash', 'markdown', 'csv'] satisfies JobKind[];
const largestBody = 1024 * 1024;

/** A request that cannot be served, with the status that says why. */
class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The document service behind `POST /tasks/KIND`: the body is the document, the answer its result.
 * 422 for a document that is refused, 503 with `Retry-After` when too many tasks wait.
 */
export class HttpService implements System {
  readonly #service: DocumentService;
  readonly #registry: Registry = createRegistry({ name: 'http' });
  readonly #server: Server;
  #requests = 0;
  #closing = false;
  /** Called at every request for a task, with the moment at which it came. */
  onRequest: (at: number) => void = () => {};

  constructor(service: DocumentService) {
    this.#service = service;
    // Disposed in reverse: first the server, which lets its requests finish, then the service.
    this.#registry.use(service);
    this.#server = this.#registry.server(
      createServer((request, response) => void this.#answer(request, response)),
    );
  }

  /** Resolves with the port, of the loopback interface only. */
  async listen(port = 0): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  get counters(): System['counters'] {
    return this.#service.counters;
  }

  get ledger(): TaskLedger {
    return this.#service.ledger;
  }

  get done(): number {
    return this.#service.done;
  }

  get failures(): number {
    return this.#service.failures;
  }

  submit(job: Job, dueAt: number, settled?: () => void): void {
    this.#service.submit(job, dueAt, settled);
  }

  /** No new connections; those that are idle are closed, and the others after their answer. */
  close(): void {
    this.#closing = true;
    if (this.#server.listening) this.#server.close();
    this.#server.closeIdleConnections();
  }

  idle(): Promise<void> {
    return this.#service.idle();
  }

  figures(): SystemFigures {
    return this.#service.figures();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#registry.dispose();
  }

  /** Answers every request exactly once, whatever happens; a client that went away gets nothing. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cameAt = performance.now();
    if (this.#closing) response.setHeader('connection', 'close');
    try {
      const kind = kindOf(request);
      this.onRequest(cameAt);
      const job: Job = { id: ++this.#requests, kind, document: 0, malformed: false };
      const { bytes, sound } = await this.#service.handle(
        new TaskContext(job, await bodyOf(request), cameAt),
      );
      if (!sound) throw new HttpError(422, 'the document has rows that do not fit its header');
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
    } catch (error) {
      refuse(response, error);
    }
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const overloaded = error instanceof OverloadedError;
  const status = overloaded ? 503 : error instanceof HttpError ? error.status : 500;
  const code = overloaded ? error.code : `HTTP_${status}`;
  if (overloaded) response.setHeader('retry-after', String(error.retryAfter));
  // What is left of a body that is not read would be taken for the next request.
  if (status === 413) response.setHeader('connection', 'close');
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ code, message }));
}

function kindOf({ url = '', method = '' }: IncomingMessage): JobKind {
  const kind = /^\/tasks\/(\w+)$/.exec(url)?.[1];
  if (kind === undefined || !kinds.includes(kind)) {
    throw new HttpError(404, `no such task: ${url}; there is /tasks/ and ${kinds.join(', ')}`);
  }
  if (method !== 'POST') throw new HttpError(405, `${method} is not possible; POST the document`);
  return kind as JobKind;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new HttpError(413, `the document is over ${largestBody} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
