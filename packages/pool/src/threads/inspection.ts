import type { Readable } from 'node:stream';
import type { MessagePort, Worker } from 'node:worker_threads';
import type { MemoryFigures, MemoryRequest } from '../protocol/messages.ts';

/** What later versions of Node.js have on a Worker. */
interface NewerWorker {
  getHeapStatistics?(): Promise<{
    used_heap_size: number;
    total_heap_size: number;
    external_memory: number;
  }>;
}

interface Wait {
  resolve(figures: MemoryFigures): void;
  reject(error: unknown): void;
}

/** Looks into the isolate of one worker, and keeps it alive while somebody looks. */
export class Inspection {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #onPins: (change: 1 | -1) => void;
  readonly #snapshots: Set<Readable> = new Set();
  readonly #waits: Map<number, Wait> = new Map();
  #requests = 0;
  /** Snapshots that are being made or read. */
  pins = 0;

  constructor(worker: Worker, port: MessagePort, onPins: (change: 1 | -1) => void) {
    this.#worker = worker;
    this.#port = port;
    this.#onPins = onPins;
  }

  async heapSnapshot(options?: object): Promise<Readable> {
    // Ending the isolate under a snapshot stream crashes the process (nodejs/node#46210).
    this.#pin(1);
    try {
      const get = this.#worker.getHeapSnapshot as (options?: object) => Promise<Readable>;
      const stream = await get.call(this.#worker, options);
      this.#snapshots.add(stream);
      stream.once('close', () => {
        this.#snapshots.delete(stream);
        this.#pin(-1);
      });
      return stream;
    } catch (error) {
      this.#pin(-1);
      throw error;
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
      const statistics = await worker.getHeapStatistics();
      return {
        heapUsed: statistics.used_heap_size,
        heapTotal: statistics.total_heap_size,
        external: statistics.external_memory,
      };
    }
    this.#requests += 1;
    const request = this.#requests;
    return new Promise((resolve, reject) => {
      this.#waits.set(request, { resolve, reject });
      this.#port.postMessage({ type: 'memory', request } satisfies MemoryRequest);
    });
  }

  onMemory(request: number, figures: MemoryFigures): void {
    this.#waits.get(request)?.resolve(figures);
    this.#waits.delete(request);
  }

  /** Nobody reads any more. */
  abandon(): void {
    for (const stream of this.#snapshots) stream.destroy();
  }

  /** The worker is gone: nothing will be answered. */
  end(error: Error): void {
    this.abandon();
    for (const wait of this.#waits.values()) wait.reject(error);
    this.#waits.clear();
  }

  #pin(change: 1 | -1): void {
    this.pins += change;
    this.#onPins(change);
  }
}
