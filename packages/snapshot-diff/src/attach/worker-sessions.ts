import { AttachError } from '../errors.ts';
import { LiveIsolate, type Flow } from './live-isolate.ts';
import { ProtocolSession, type Fields } from './protocol-session.ts';

/**
 * Every worker of a process, workers of workers too: the inspector's NodeWorker domain reports those
 * that run, then each that starts. A worker's session travels inside the main thread's.
 */
export class WorkerSessions {
  readonly #main: ProtocolSession;
  readonly #flow: Flow;
  readonly #timeout: number;
  readonly #attached = new Map<string, LiveIsolate>();

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

  /** Settles when every worker that runs has been reported. */
  async attach(): Promise<void> {
    await this.#main.command('NodeWorker.enable', { waitForDebuggerOnStart: false });
  }

  /** By thread id. */
  live(): LiveIsolate[] {
    return [...this.#attached.values()].sort((one, other) => one.threadId - other.threadId);
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
    // "[worker 3] name": told by Node.js itself, also of a thread that stands still in a native call.
    const [, number = -1, name = ''] = /^\[worker (\d+)\] ?(.*)$/.exec(workerInfo.title) ?? [];
    this.#attached.set(sessionId, new LiveIsolate(session, Number(number), name, this.#flow));
  }

  #onDetached({ sessionId }: Fields): void {
    const worker = this.#attached.get(sessionId as string);
    if (!worker) return;
    this.#attached.delete(sessionId as string);
    worker.session.end(new AttachError('ERR_ATTACH_LOST', `${worker.isolate} ended meanwhile`));
  }
}
