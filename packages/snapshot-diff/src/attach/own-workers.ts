import type { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';
import { AttachError } from '../errors.ts';
import type { LiveIsolate } from './live-isolate.ts';
import { ProtocolSession, type Fields } from './protocol-session.ts';
import { WorkerSessions } from './worker-sessions.ts';

/**
 * Sessions that nobody uses now. None is ever closed: once a session with the main thread has ended, V8
 * no longer knows an object again that moves, and the next comparison takes it for a new one (measured
 * on Node.js 20, 22, 24 and 26). Detached from all workers, one costs nothing and holds nothing up.
 */
const idle: Session[] = [];

/** An inspector session of this process sends what it has when it has it: there is nothing to hold back. */
const NO_FLOW = { pause(): void {}, resume(): void {} };

/**
 * The workers of this very process, over a session of the inspector that never leaves it: no port is
 * opened. A worker does what it is asked between two of its own steps, in its own thread, and may end
 * at any time, which `worker.getHeapSnapshot()` does not survive.
 */
export class OwnWorkers implements Disposable {
  readonly #inspector: Session;
  readonly #session: ProtocolSession;
  readonly #workers: WorkerSessions;
  readonly #onMessage = (message: object): void => this.#session.receive(JSON.stringify(message));

  /** @param timeout - milliseconds for a worker to answer */
  private constructor(inspector: Session, timeout: number) {
    this.#inspector = inspector;
    this.#session = new ProtocolSession((text) => this.#post(text), timeout);
    this.#workers = new WorkerSessions(this.#session, NO_FLOW, timeout);
    inspector.on('inspectorNotification', this.#onMessage);
  }

  /** @throws {AttachError} ERR_ATTACH_NO_INSPECTOR when this Node.js was built, or started, without one */
  static async attach(timeout: number): Promise<OwnWorkers> {
    let inspector: Session;
    try {
      inspector = idle.pop() ?? (await openSession());
    } catch (cause) {
      const message = 'the inspector of this process cannot be used';
      throw new AttachError('ERR_ATTACH_NO_INSPECTOR', message, { cause });
    }
    const own = new OwnWorkers(inspector, timeout);
    try {
      await own.#workers.attach();
    } catch (error) {
      own[Symbol.dispose]();
      throw error;
    }
    return own;
  }

  /** Those that run now, by thread id. */
  live(): LiveIsolate[] {
    return this.#workers.live();
  }

  [Symbol.dispose](): void {
    this.#session.end(new AttachError('ERR_ATTACH_LOST', 'the session is closed'));
    this.#inspector.off('inspectorNotification', this.#onMessage);
    this.#inspector.post('NodeWorker.disable');
    idle.push(this.#inspector);
  }

  #post(text: string): void {
    const { id, method, params } = JSON.parse(text) as Command;
    this.#inspector.post(method, params, (error, result) => {
      const answer = error ? { id, error: { message: error.message } } : { id, result };
      this.#session.receive(JSON.stringify(answer));
    });
  }
}

async function openSession(): Promise<Session> {
  const session = new (await import('node:inspector')).Session();
  // All workers report to the main thread, those of workers too.
  if (isMainThread) session.connect();
  else session.connectToMainThread();
  return session;
}

interface Command {
  id: number;
  method: string;
  params: Fields;
}
