import { AttachError } from '../errors.ts';
import { evaluate, type ProtocolSession } from './protocol-session.ts';

/** Flow control of the one connection that all isolates share. */
export interface Flow {
  pause(): void;
  resume(): void;
}

export interface ChunkOptions {
  /** Milliseconds without a sign of life until the isolate is given up. */
  timeout: number;
  /** Called while V8 walks the heap, before the first chunk comes. Between 0 and 1. */
  onProgress?: ((share: number) => void) | undefined;
  /** Gives up when aborted, with its reason. The thread finishes its snapshot all the same. */
  signal?: AbortSignal | undefined;
}

/** Bytes that may wait for a slow reader before the connection is paused. */
const WAITING = 8 << 20;

/** One thread of a live process, over the inspector. */
export class LiveIsolate {
  readonly session: ProtocolSession;
  /** `main`, or `worker-` and the thread id. */
  readonly isolate: string;
  readonly threadId: number;
  /** Name of the worker, where it has one. */
  readonly title: string;
  readonly #flow: Flow;
  /** V8 still owes a snapshot; its chunks carry no number, so there is never a second one. */
  #taking = false;

  constructor(session: ProtocolSession, threadId: number, title: string, flow: Flow) {
    this.session = session;
    this.threadId = threadId;
    this.isolate = threadId === 0 ? 'main' : `worker-${threadId}`;
    this.title = title;
    this.#flow = flow;
  }

  #silent(timeout: number): AttachError {
    // Since V8 12 a snapshot is a task of the event loop; Node.js 20 takes it between two steps, too.
    return new AttachError(
      'ERR_ATTACH_TIMEOUT',
      `${this.isolate} gave no sign for ${timeout} ms: it runs without ever returning to its event loop, or stands still in a native call (Atomics.wait, a synchronous read)`,
    );
  }

  evaluate(expression: string, timeout?: number): Promise<unknown> {
    return evaluate(this.session, expression, timeout === undefined ? {} : { timeout });
  }

  /** Bytes of live and dead objects together, as V8 accounts for them. */
  async heapUsed(timeout: number): Promise<number> {
    const { usedSize } = await this.session.command('Runtime.getHeapUsage', {}, { timeout });
    return Number(usedSize);
  }

  /**
   * The heap snapshot, as it comes. The thread stands still meanwhile. V8 does not wait for a slow
   * reader: what is not read yet piles up in the process that is looked at.
   */
  async *snapshot(options: ChunkOptions): AsyncGenerator<Uint8Array, void, undefined> {
    const { session } = this;
    const { timeout, onProgress, signal } = options;
    if (session.ended) throw session.ended;
    signal?.throwIfAborted();
    if (this.#taking) {
      const message = `${this.isolate} is still busy with another snapshot`;
      throw new AttachError('ERR_ATTACH_TIMEOUT', message);
    }
    const queue: Buffer[] = [];
    let waiting = 0;
    let finished = false;
    let failure: Error | undefined;
    let wake = (): void => {};
    const fail = (error: Error): void => {
      failure ??= error;
      wake();
    };
    const onAbort = (): void => fail(signal!.reason as Error);
    signal?.addEventListener('abort', onAbort);
    const silence = setTimeout(() => {
      fail(this.#silent(timeout));
    }, timeout);
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
      silence.refresh();
      const bytes = Buffer.from(chunk as string, 'utf8');
      queue.push(bytes);
      waiting += bytes.length;
      if (waiting > WAITING) this.#flow.pause();
      wake();
    });
    session.on('HeapProfiler.reportHeapSnapshotProgress', ({ done, total }) => {
      silence.refresh();
      onProgress?.(Number(done) / Math.max(1, Number(total)));
    });
    // Never `HeapProfiler.enable`: on its disconnection V8 forgets the ids of all objects.
    this.#taking = true;
    session
      .command('HeapProfiler.takeHeapSnapshot', { reportProgress: true }, { timeout: Infinity })
      .then(() => {
        finished = true;
        wake();
      }, fail)
      .finally(() => (this.#taking = false));
    try {
      for (;;) {
        const bytes = queue.shift();
        if (bytes) {
          waiting -= bytes.length;
          if (waiting <= WAITING / 2) this.#flow.resume();
          yield bytes;
          // A reader that is slower than the timeout is no silence of the isolate's.
          silence.refresh();
        } else if (failure) throw failure;
        else if (finished) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      clearTimeout(silence);
      signal?.removeEventListener('abort', onAbort);
      session.on('HeapProfiler.addHeapSnapshotChunk', undefined);
      session.on('HeapProfiler.reportHeapSnapshotProgress', undefined);
      this.#flow.resume();
    }
  }
}
