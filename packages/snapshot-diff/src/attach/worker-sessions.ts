import { AttachError } from '../errors.ts';
import { LiveIsolate, type Flow } from './live-isolate.ts';
import { evaluate, ProtocolSession, type Fields } from './protocol-session.ts';

/** For a thread to tell its id, in milliseconds, should its title not do so. */
const GREETING = 2000;

interface Attached {
  session: ProtocolSession;
  /** Undefined until its thread id is known. */
  isolate: LiveIsolate | undefined;
  ready: Promise<void>;
}

/**
 * Every worker of a process, workers of workers too: the inspector's NodeWorker domain reports those
 * that run, then each that starts. A worker's session travels inside the main thread's.
 */
export class WorkerSessions {
  readonly #main: ProtocolSession;
  readonly #flow: Flow;
  readonly #timeout: number;
  readonly #attached = new Map<string, Attached>();

  constructor(main: ProtocolSession, flow: Flow, timeout: number) {
    this.#main = main;
    this.#flow = flow;
    this.#timeout = timeout;
    main.on('NodeWorker.attachedToWorker', (params) => this.#onAttached(params));
    main.on('NodeWorker.detachedFromWorker', (params) => this.#onDetached(params));
    main.on('NodeWorker.receivedMessageFromWorker', ({ sessionId, message }) => {
      this.#attached.get(sessionId as string)?.session.receive(message as string);
    });
  }

  /** Settles when the thread id of every worker that runs is known. */
  async attach(): Promise<void> {
    await this.#main.command('NodeWorker.enable', { waitForDebuggerOnStart: false });
    await Promise.all([...this.#attached.values()].map(({ ready }) => ready));
  }

  /** By thread id. */
  live(): LiveIsolate[] {
    return [...this.#attached.values()]
      .flatMap(({ isolate }) => isolate ?? [])
      .sort((one, other) => one.threadId - other.threadId);
  }

  #onAttached(params: Fields): void {
    const { sessionId, workerInfo } = params as {
      sessionId: string;
      workerInfo: { title: string };
    };
    const session = new ProtocolSession((message) => {
      this.#main
        .command('NodeWorker.sendMessageToWorker', { sessionId, message })
        .catch((error: Error) => session.end(error));
    }, this.#timeout);
    const attached: Attached = { session, isolate: undefined, ready: Promise.resolve() };
    this.#attached.set(sessionId, attached);
    attached.ready = this.#greet(attached, workerInfo.title);
  }

  async #greet(attached: Attached, title: string): Promise<void> {
    const { session } = attached;
    // "[worker 3] name": told by Node.js itself, also of a thread that stands still in a native call.
    const [, number, name = ''] = /^\[?worker (\d+)\]? ?(.*)$/i.exec(title) ?? [];
    let threadId = Number(number ?? -1);
    if (number === undefined) {
      try {
        const expression = "process.getBuiltinModule('node:worker_threads').threadId";
        threadId = Number(await evaluate(session, expression, { timeout: GREETING }));
      } catch {
        if (session.ended) return;
      }
    }
    attached.isolate = new LiveIsolate(session, threadId, name, this.#flow);
  }

  #onDetached({ sessionId }: Fields): void {
    const attached = this.#attached.get(sessionId as string);
    if (!attached) return;
    this.#attached.delete(sessionId as string);
    const name = attached.isolate?.isolate ?? 'a worker';
    attached.session.end(new AttachError('ERR_ATTACH_LOST', `${name} ended meanwhile`));
  }
}
