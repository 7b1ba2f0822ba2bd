import { isMainThread, type Worker } from 'node:worker_threads';
import type { LiveIsolate } from '../attach/live-isolate.ts';
import { OwnWorkers } from '../attach/own-workers.ts';
import { trackedWorkers } from './track-workers.ts';

/** One worker of this process that is to be looked at. */
export interface WorkerTarget {
  readonly threadId: number;
  /** Undefined while it starts, and when it has ended. */
  reach(): LiveIsolate | undefined;
  hasEnded(): boolean;
}

/** The workers that are to be looked at, and the session in which they are asked. */
export class WorkerTargets implements Disposable {
  readonly all: readonly WorkerTarget[];
  readonly #session: OwnWorkers | undefined;

  private constructor(all: readonly WorkerTarget[], session: OwnWorkers | undefined) {
    this.all = all;
    this.#session = session;
  }

  /**
   * @param workers - by default every worker of the process; on a worker thread those that it tracks
   * @param timeout - milliseconds for a worker to answer
   */
  static async find(
    workers: readonly Worker[] | undefined,
    timeout: number,
  ): Promise<WorkerTargets> {
    const given = workers ?? (isMainThread ? undefined : trackedWorkers());
    if (given?.length === 0) return new WorkerTargets([], undefined);
    let session: OwnWorkers;
    try {
      session = await OwnWorkers.attach(timeout);
    } catch (error) {
      // Nothing of the workers can be seen: those that are known say so, one by one.
      const known = given ?? trackedWorkers();
      return new WorkerTargets(
        known.map((worker) => unreachable(worker, error as Error)),
        undefined,
      );
    }
    const all = given?.map((worker) => byObject(worker, session)) ?? session.live().map(byIsolate);
    return new WorkerTargets(all, session);
  }

  [Symbol.dispose](): void {
    this.#session?.[Symbol.dispose]();
  }
}

function byObject(worker: Worker, session: OwnWorkers): WorkerTarget {
  const { threadId } = worker;
  return {
    threadId,
    reach: () => session.live().find((isolate) => isolate.threadId === threadId),
    // An ended worker's id is -1.
    hasEnded: () => worker.threadId !== threadId || threadId <= 0,
  };
}

function byIsolate(isolate: LiveIsolate): WorkerTarget {
  return {
    threadId: isolate.threadId,
    reach: () => isolate,
    hasEnded: () => isolate.session.ended !== undefined,
  };
}

function unreachable({ threadId }: Worker, error: Error): WorkerTarget {
  const reach = (): never => {
    throw error;
  };
  return { threadId, reach, hasEnded: () => threadId <= 0 };
}
