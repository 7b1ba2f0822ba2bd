import { getHeapCodeStatistics, getHeapStatistics } from 'node:v8';
import type { IsolateSample } from '../types.ts';
import { GcLog } from './gc-log.ts';
import { GcAccount } from './gc-totals.ts';
import type { GcTotals } from './gc-totals.ts';

/** How often the log is drained when nobody samples: bounds its memory, not its accuracy. */
const DRAIN_MS = 2_000;

/** A question and its answer take 5 to 13 KB themselves, so idle ones are spared 6 times of 7. */
const IDLE_BYTES = 49_152;

/** An isolate's figures without its name, as they travel between threads. */
export type IsolateFigures = Omit<IsolateSample, 'isolate' | 'threadId'>;

/** Watches the isolate it is made in: its collections, its floor and its active resources. */
export class IsolateWatch implements Disposable {
  readonly #log = new GcLog();
  readonly #account = new GcAccount();
  readonly #timer: NodeJS.Timeout;
  // The floor of the last major GC; NaN until there was one.
  #floor = Number.NaN;
  #externalFloor = Number.NaN;
  #code = 0;
  #inUseAfterReading = Number.NEGATIVE_INFINITY;
  // Between readings, since the last forced collection.
  #allocated = 0;

  constructor() {
    this.#timer = setInterval(() => this.#drain(), DRAIN_MS);
    this.#timer.unref();
  }

  /** Counts and pauses of all collections up to this very moment. */
  get gc(): GcTotals {
    this.#drain();
    return this.#account.totals();
  }

  /**
   * Whether so little was allocated since the last floor, apart from what the readings themselves
   * did, that another collection would find next to nothing. Spares the workers that idle: a pool
   * has many, and leaked ones are never used again.
   */
  get isIdle(): boolean {
    this.#allocated += Math.abs(memoryInUse() - this.#inUseAfterReading);
    return this.#allocated < IDLE_BYTES;
  }

  /**
   * Reads the isolate now.
   *
   * @param collected true right after `collectGarbage()`: what is used now is the floor.
   */
  read(collected: boolean): IsolateFigures {
    // First thing, before anything below allocates.
    const heap = getHeapStatistics();
    const { arrayBuffers } = process.memoryUsage();
    this.#drain();
    if (collected) {
      this.#floor = heap.used_heap_size;
      this.#externalFloor = heap.external_memory;
      // Walks the old space, a fifth of what the collection just cost: only right after one.
      const code = getHeapCodeStatistics();
      this.#code = code.code_and_metadata_size + code.bytecode_and_metadata_size;
    }
    const floored = !Number.isNaN(this.#floor);
    const { count, pauseMs, kinds } = this.#account.totals();
    const figures: IsolateFigures = {
      floor: floored ? this.#floor : heap.used_heap_size,
      heapUsed: heap.used_heap_size,
      heapTotal: heap.total_heap_size,
      heapLimit: heap.heap_size_limit,
      external: heap.external_memory,
      externalFloor: floored ? this.#externalFloor : heap.external_memory,
      code: this.#code,
      arrayBuffers,
      resources: activeResources(),
      gc: { count, majors: kinds['mark-compact'].count, pauseMs },
    };
    if (collected) this.#allocated = 0;
    this.#inUseAfterReading = memoryInUse();
    return figures;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#take(this.#log.stop());
    this.#account.close();
  }

  #drain(): void {
    this.#take(this.#log.drain());
  }

  #take(records: ReturnType<GcLog['drain']>): void {
    this.#account.add(records);
    const major = records.findLast(({ kind }) => kind === 'mark-compact');
    if (!major) return;
    this.#floor = major.usedAfter;
    this.#externalFloor = major.externalAfter;
  }
}

function memoryInUse(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
}

function activeResources(): Record<string, number> {
  const byType: Record<string, number> = {};
  for (const type of process.getActiveResourcesInfo()) byType[type] = (byType[type] ?? 0) + 1;
  return byType;
}
