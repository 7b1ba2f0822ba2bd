import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventLog } from './event-log.ts';
import { refusal } from './guard.ts';
import { readJson, RequestError } from './read-json.ts';
import { Subscriber } from './subscriber.ts';

export interface Asset {
  readonly type: string;
  readonly body: string | Buffer;
}

/** What a POST asks for. Throws a `RequestError` when it cannot be done. */
type Action = (body: Record<string, unknown>) => Promise<void>;

export interface DashboardServerOptions {
  /** What a GET may have, by path. */
  readonly assets: Readonly<Record<string, Asset>>;
  /** What a POST may do, by path. */
  readonly actions: Readonly<Record<string, Action>>;
  /** The whole state as JSON, for a page that comes late. */
  readonly state: () => string;
}

/** Pages that may be open at the same time. */
const subscriberLimit = 32;
/** Events that a page which lost the connection can catch up with. */
const logLimit = 400;
const heartbeat = 10_000;

const headers = {
  // Nothing but this server's own files; uPlot styles its elements by script, which this allows.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Serves the page, the stream of events, and the few things that a page may ask for. */
export class DashboardServer implements Disposable {
  /** To be listened with and owned by the caller; closing it ends the streams first. */
  readonly http: Server;
  readonly #options: DashboardServerOptions;
  readonly #log = new EventLog(logLimit);
  readonly #subscribers = new Map<ServerResponse, Subscriber>();
  readonly #beating: NodeJS.Timeout;

  constructor(options: DashboardServerOptions) {
    this.#options = options;
    this.http = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => fail(response, error));
    });
    this.#beating = setInterval(() => {
      for (const subscriber of this.#subscribers.values()) subscriber.beat();
    }, heartbeat).unref();
  }

  /** How many pages are listening. */
  get subscribers(): number {
    return this.#subscribers.size;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  /** Tells every open page. To be called after the state has changed. */
  publish(event: string): void {
    this.#log.append(event);
    for (const subscriber of this.#subscribers.values()) subscriber.advance();
  }

  /** Ends the streams, which would never end by themselves. */
  [Symbol.dispose](): void {
    clearInterval(this.#beating);
    for (const response of this.#subscribers.keys()) response.end();
    // Nothing is written to them any more.
    this.#subscribers.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const refused = refusal(request, this.port);
    if (refused) {
      if (refused.status === 405) response.setHeader('allow', 'GET, HEAD, POST');
      // What else it sends is not read.
      response.setHeader('connection', 'close');
      return send(response, refused.status, refused.reason);
    }
    const path = request.url?.split('?')[0] ?? '/';
    if (request.method === 'POST') return this.#act(path, request, response);
    if (path === '/events') return this.#subscribe(request, response);
    const asset = own(this.#options.assets, path);
    if (!asset) return send(response, own(this.#options.actions, path) ? 405 : 404, 'not found');
    response.writeHead(200, { 'content-type': asset.type });
    response.end(request.method === 'HEAD' ? undefined : asset.body);
  }

  async #act(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = own(this.#options.actions, path);
    if (!action) return send(response, 404, 'not found');
    await action(await readJson(request));
    response.writeHead(204).end();
  }

  #subscribe(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'HEAD') return send(response, 200, '');
    if (this.#subscribers.size >= subscriberLimit) {
      return send(response, 503, `${subscriberLimit} pages are open already; close one`);
    }
    // The page went away while something was written to it.
    response.on('error', () => {});
    const subscriber = new Subscriber(response, {
      log: this.#log,
      state: this.#options.state,
      since: this.#log.numberOf(request.headers['last-event-id']),
    });
    this.#subscribers.set(response, subscriber);
    response.on('close', () => this.#subscribers.delete(response));
  }
}

/** A property of its own: `constructor` is no path. */
const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/** Stack traces stay here. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  if (error instanceof RequestError) {
    response.setHeader('connection', 'close');
    return send(response, error.status, error.message);
  }
  send(response, 500, error instanceof Error ? error.message : 'failed');
}
