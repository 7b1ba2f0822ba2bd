import type { Readable } from 'node:stream';
import type { MessagePort, Worker } from 'node:worker_threads';
import { holdIsolate, releaseIsolate } from '../protocol/isolate-hold.ts';
import type { MemoryFigures, MemoryRequest } from '../protocol/messages.ts';

/** What later versions of Node.js have on a Worker. */
interface NewerWorker {
  getHeapStatistics?(): Promise<{
    used_heap_size: number;
    total_heap_size: number;
    external_memory: number;
  }>;
}

/** Looks into the isolate of one worker, and keeps it alive while a heap snapshot is made. */
export class Inspection {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #words: Int32Array;
  readonly #onPins: (change: 1 | -1) => void;
  readonly #waits: Map<number, (figures: MemoryFigures) => void> = new Map();
  /** Who waits for an answer of the worker's that would never come if it ended. */
  readonly #owed: Set<(error: Error) => void> = new Set();
  #requests = 0;
  /** Snapshots that are being made. */
  pins = 0;

  constructor(
    worker: Worker,
    port: MessagePort,
    words: Int32Array,
    onPins: (change: 1 | -1) => void,
  ) {
    this.#worker = worker;
    this.#port = port;
    this.#words = words;
    this.#onPins = onPins;
  }

  /** @param notAlive - what it rejects with when the worker is ending by itself */
  async heapSnapshot(options: object | undefined, notAlive: () => Error): Promise<Readable> {
    if (!holdIsolate(this.#words)) throw notAlive();
    // Ending the isolate under a snapshot that is being made crashes the process (nodejs/node#46210).
    this.#pin(1);
    try {
      const get = this.#worker.getHeapSnapshot as (options?: object) => Promise<Readable>;
      const taken = get.call(this.#worker, options).then((stream) => {
        // V8 then writes all of it into the stream at once, in this turn, and gives the snapshot back. One
        // that is not read is freed with its stream: a segmentation fault, if the isolate is gone by then.
        stream.read(0);
        return stream;
      });
      return await this.#unlessEnded(taken);
    } finally {
      releaseIsolate(this.#words);
      this.#pin(-1);
    }
  }

  async memoryUsage(): Promise<MemoryFigures> {
    // Holds the process until there is an answer, but not the worker.
    this.#onPins(1);
    try {
      return await this.#measure();
    } finally {
      this.#onPins(-1);
    }
  }

  async #measure(): Promise<MemoryFigures> {
    const worker = this.#worker as NewerWorker;
    if (worker.getHeapStatistics) {
      const statistics = await this.#unlessEnded(worker.getHeapStatistics());
      return {
        heapUsed: statistics.used_heap_size,
        heapTotal: statistics.total_heap_size,
        external: statistics.external_memory,
      };
    }
    this.#requests += 1;
    const request = this.#requests;
    const answer = new Promise<MemoryFigures>((resolve) => this.#waits.set(request, resolve));
    this.#port.postMessage({ type: 'memory', request } satisfies MemoryRequest);
    return this.#unlessEnded(answer);
  }

  /** Nobody settles what a worker owes when it ends before it answers. */
  async #unlessEnded<T>(answer: Promise<T>): Promise<T> {
    let reject: (error: Error) => void = () => {};
    const ended = new Promise<never>((_, refuse) => (reject = refuse));
    this.#owed.add(reject);
    try {
      return await Promise.race([answer, ended]);
    } finally {
      this.#owed.delete(reject);
    }
  }

  onMemory(request: number, figures: MemoryFigures): void {
    this.#waits.get(request)?.(figures);
    this.#waits.delete(request);
  }

  /** The worker is gone: nothing will be answered. */
  end(error: Error): void {
    this.#waits.clear();
    for (const reject of this.#owed) reject(error);
  }

  #pin(change: 1 | -1): void {
    this.pins += change;
    this.#onPins(change);
  }
}
