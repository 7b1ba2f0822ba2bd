import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ArgumentError, AttachError } from '../errors.ts';
import { hostAndPort, readAddress, webSocketAt } from './inspector-address.ts';
import { LiveIsolate } from './live-isolate.ts';
import { openInspector, type OpenInspector } from './open-inspector.ts';
import { Proc } from './proc.ts';
import { ProtocolSession } from './protocol-session.ts';
import { openWebSocket, type WebSocketClient } from './web-socket.ts';
import { WorkerSessions } from './worker-sessions.ts';

/** Which process, and how to get at it. */
export interface AttachOptions {
  /** A Node.js process on this machine; its inspector is opened with SIGUSR1, and closed at the end. */
  pid?: number;
  /** Address of an inspector that is open, `HOST:PORT`. It stays open. Instead of `pid`. */
  inspect?: string;
  /** Allow an address that is not on this machine. @default false */
  remote?: boolean;
  /** Milliseconds that the inspector may take to open, and a thread to answer. @default 10_000 */
  timeout?: number;
}

/** @internal For tests of other platforms. */
export interface AttachInternals {
  procRoot?: string;
  /** Where an inspector opens when nothing says otherwise. @default 9229 */
  defaultPort?: number;
}

/** Evaluated in the process. The listener is gone before this thread runs anything else. */
const CLOSE_SOON = `process.getBuiltinModule('node:timers').setTimeout(
  () => process.getBuiltinModule('node:inspector').close(), 50).unref() && true`;
/** For the port to be closed behind us, in milliseconds. */
const CLOSING = 3000;

/** A Node.js process with all its threads, while we are attached to it. */
export class LiveProcess implements AsyncDisposable {
  /** As the process sees it itself. */
  readonly pid: number;
  /** Its `/proc`, when the process runs on this machine and that exists. */
  readonly proc: Proc | undefined;
  /** Where its inspector listens, `HOST:PORT`. */
  readonly address: string;
  /** Version of Node.js, `v24.21.0`. */
  readonly version: string;
  readonly main: LiveIsolate;
  readonly #workers: WorkerSessions;
  readonly #connection: Connection;
  readonly #opened: boolean;
  #closing: Promise<void> | undefined;
  #leftOpen = false;

  /** @internal */
  constructor(init: {
    pid: number;
    proc: Proc | undefined;
    version: string;
    opened: boolean;
    main: LiveIsolate;
    workers: WorkerSessions;
    connection: Connection;
  }) {
    this.pid = init.pid;
    this.proc = init.proc;
    this.version = init.version;
    this.address = init.connection.address;
    this.main = init.main;
    this.#opened = init.opened;
    this.#workers = init.workers;
    this.#connection = init.connection;
  }

  /** The main thread and every worker that runs now, workers of workers too. */
  get isolates(): LiveIsolate[] {
    return [this.main, ...this.#workers.live()];
  }

  /**
   * After `close()`: whether the inspector that was opened for us still listens, because the main thread
   * has not come back to its event loop yet. It closes as soon as it has.
   */
  get leftOpen(): boolean {
    return this.#leftOpen;
  }

  /** Aborted when the process ended, or the connection broke; the reason is the error. */
  get lost(): AbortSignal {
    return this.#connection.lost;
  }

  /**
   * Leaves the process as it was found: an inspector that was opened for us is closed. Idempotent.
   * A thread that stands still in a snapshot does so when it is done; nobody waits for it here.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    if (this.#opened && !this.lost.aborted) {
      // Sent and not waited for: the process works off its messages in their order, then our farewell.
      this.main.evaluate(CLOSE_SOON).catch(() => {});
    }
    await this.#connection.close();
    if (!this.#opened || !this.proc) return;
    const port = Number(this.address.split(':').at(-1));
    const late = performance.now() + CLOSING;
    const open = (): boolean =>
      this.proc!.listening().some((socket) => socket.own && socket.port === port);
    while (open() && performance.now() < late) await delay(10);
    this.#leftOpen = open();
  }
}

/** The WebSocket with the main thread's session on it. */
class Connection {
  readonly session: ProtocolSession;
  readonly address: string;
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  #socket: WebSocketClient | undefined;

  constructor(address: string, timeout: number) {
    this.address = address;
    this.session = new ProtocolSession((text) => this.#socket?.send(text), timeout);
  }

  async open(url: URL, timeout: number): Promise<void> {
    this.#socket = await openWebSocket(
      url,
      {
        onMessage: (text) => this.session.receive(text),
        onClose: (error) => {
          this.session.end(error ?? new AttachError('ERR_ATTACH_LOST', 'the connection is closed'));
          if (error) this.#lost.abort(error);
          this.#ended.abort();
        },
      },
      timeout,
    );
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Hangs up at once, and reports it as lost. */
  abandon(error: Error): void {
    this.session.end(error);
    this.#lost.abort(error);
    this.#socket?.close();
  }

  async close(): Promise<void> {
    if (!this.#socket) return;
    this.#socket.close();
    if (!this.#ended.signal.aborted) await once(this.#ended.signal, 'abort');
  }
}

/**
 * Attaches to a live process that knows nothing of it: no import, no flag. While attached its threads
 * run as ever; they stand still only while they are captured.
 *
 * @throws {AttachError} with a `code` for each way in which it cannot be done; the process is then as
 *   it was
 * @throws {ArgumentError} when neither `pid` nor `inspect` is given, or both
 *
 * @example
 * await using target = await attachProcess({ pid: 4711 });
 * console.log(target.isolates.map(({ isolate }) => isolate)); // [ 'main', 'worker-1' ]
 */
export async function attachProcess(
  options: AttachOptions,
  internals: AttachInternals = {},
): Promise<LiveProcess> {
  const { timeout = 10_000 } = options;
  const { procRoot = '/proc', defaultPort = 9229 } = internals;
  const { url, opened } = await locate(options, timeout, { procRoot, defaultPort });
  const connection = new Connection(url.host, timeout);
  await connection.open(url, timeout);
  try {
    const { session } = connection;
    const main = new LiveIsolate(session, 0, '', connection);
    // Without this a process that wants to exit waits for us to leave, as it does for a debugger.
    session.on('NodeRuntime.waitingForDisconnect', () => {
      connection.abandon(new AttachError('ERR_ATTACH_LOST', 'the process ended'));
    });
    await session.command('NodeRuntime.enable').catch(() => {});
    await session
      .command('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true })
      .catch(() => {});
    const [pid, version] = (await main.evaluate('[process.pid, process.version]')) as [
      number,
      string,
    ];
    const proc = identify(options.pid, pid, url, procRoot);
    const workers = new WorkerSessions(session, connection, timeout);
    await workers.attach();
    return new LiveProcess({ pid, version, proc, opened, main, workers, connection });
  } catch (error) {
    if (opened)
      connection.session.command('Runtime.evaluate', { expression: CLOSE_SOON }).catch(() => {});
    await connection.close();
    throw error;
  }
}

async function locate(
  { pid, inspect, remote = false }: AttachOptions,
  timeout: number,
  internals: Required<AttachInternals>,
): Promise<OpenInspector> {
  if ((pid === undefined) === (inspect === undefined)) {
    throw new ArgumentError('expected either a pid or the address of an inspector');
  }
  if (pid !== undefined) {
    if (!Number.isSafeInteger(pid) || pid <= 0) {
      throw new ArgumentError(`pid is ${String(pid)}, expected a positive whole number`);
    }
    if (pid === process.pid) {
      throw new ArgumentError(`process ${pid} is this process: use captureIsolates()`);
    }
    return openInspector(pid, { timeout, ...internals });
  }
  const address = readAddress(inspect!, remote);
  const url = await webSocketAt(address, timeout);
  if (url) return { url, opened: false };
  throw new AttachError(
    'ERR_ATTACH_NO_INSPECTOR',
    `no Node.js inspector answers at ${hostAndPort(address)}: start the process with --inspect=${hostAndPort(address)}, or give its pid`,
  );
}

/** The `/proc` of the process behind the connection, if it is one of this machine. */
function identify(
  asked: number | undefined,
  pid: number,
  url: URL,
  procRoot: string,
): Proc | undefined {
  if (asked === undefined) {
    const proc = new Proc(pid, procRoot);
    // A forwarded port leads to another machine, where the same id may be another process.
    const port = Number(url.port || 80);
    return proc.listening().some((socket) => socket.own && socket.port === port) ? proc : undefined;
  }
  const proc = new Proc(asked, procRoot);
  const inner = proc.status()?.innerPid;
  if (pid === (inner ?? asked)) return inner === undefined ? undefined : proc;
  throw new AttachError(
    'ERR_ATTACH_NO_INSPECTOR',
    `process ${asked} did not open its inspector: ${url.host} belongs to process ${pid}. End that one, or start this one with --inspect-port=0`,
  );
}
