import { getHeapCodeStatistics, getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { IsolateSample } from '../types.ts';
import { GcLog } from './gc-log.ts';
import type { GcRecord } from './gc-log.ts';
import { GcAccount } from './gc-totals.ts';
import type { GcTotals } from './gc-totals.ts';
import { LoopWatch } from './loop-watch.ts';
import { countObjects } from './object-census.ts';

/** How often the log is drained when nobody samples: bounds its memory, not its accuracy. */
const DRAIN_MS = 2_000;

/** A question and its answer take 5 to 13 KB themselves, so idle ones are spared 6 times of 7. */
const IDLE_BYTES = 49_152;

/** An isolate's figures without its name, as they travel between threads. */
export type IsolateFigures = Omit<IsolateSample, 'isolate' | 'threadId'>;

/** What one major collection left. Bytes; `at` on the clock of the isolate, in milliseconds. */
export interface MajorFloor {
  readonly at: number;
  readonly floor: number;
  /** The least from the major collection before this one on: its own is still falling. */
  readonly external: number;
  /** Machine code and what is stored with it, within `floor`. */
  readonly code: number;
}

/** Watches the isolate it is made in: its collections, its floor and its active resources. */
export class IsolateWatch implements Disposable {
  readonly #log = new GcLog();
  readonly #account = new GcAccount();
  readonly #loop = new LoopWatch();
  readonly #timer: NodeJS.Timeout;
  // The floor of the last major GC; NaN until there was one.
  #floor = Number.NaN;
  #externalFloor = Number.NaN;
  // The least since the last major GC, and so its true floor, known when the next one comes: the
  // memory of dead array buffers is given back later, tens of MB of it at the next scavenges.
  #externalLeast = Number.NaN;
  #code = 0;
  #inUseAfterReading = Number.NEGATIVE_INFINITY;
  // Between readings, since the last forced collection.
  #allocated = 0;
  // Bytes of heap that watching itself took, and what was in use when its present piece of work began.
  #own = 0;
  #ownFrom = Number.NaN;
  #lastGc: IsolateFigures['lastGc'];

  /** Called with every collection when it is drained, at most 2 s after it. */
  onRecords: ((records: readonly GcRecord[]) => void) | undefined;
  /** Called with what every major collection left, when the log is drained. */
  onFloor: ((floor: MajorFloor) => void) | undefined;

  constructor() {
    this.#timer = setInterval(() => this.own(() => this.drain()), DRAIN_MS);
    this.#timer.unref();
  }

  /** Counts and pauses of all collections up to this very moment. */
  get gc(): GcTotals {
    this.drain();
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

  /** Does a piece of work of the watching: what it allocates is none of the program's. */
  own<T>(work: () => T): T {
    if (!Number.isNaN(this.#ownFrom)) return work();
    this.#ownFrom = heapInUse();
    try {
      return work();
    } finally {
      // With a collection in between less was seen than was taken, and too much is put down to
      // the program, never too little.
      this.#own += Math.max(0, heapInUse() - this.#ownFrom);
      this.#ownFrom = Number.NaN;
    }
  }

  /**
   * Reads the isolate now.
   *
   * @param collected true right after `collectGarbage()`: what is used now is the floor.
   * @param objects whether timers and ports are to be counted in the heap.
   */
  read(collected: boolean, objects = false): IsolateFigures {
    return this.own(() => this.#read(collected, objects));
  }

  #read(collected: boolean, objects: boolean): IsolateFigures {
    // First thing, before anything below allocates; the spaces are of the same moment.
    const heap = getHeapStatistics();
    const spaces = spacesInUse();
    const { arrayBuffers } = process.memoryUsage();
    this.drain();
    const taken = this.#own + Math.max(0, heapInUse() - this.#ownFrom);
    if (collected) {
      this.#floor = heap.used_heap_size;
      this.#externalFloor = heap.external_memory;
      this.#externalLeast = heap.external_memory;
      // Walks the old space, a fifth of what the collection just cost: only right after one.
      const code = getHeapCodeStatistics();
      this.#code = code.code_and_metadata_size + code.bytecode_and_metadata_size;
    }
    const floored = !Number.isNaN(this.#floor);
    const { count, pauseMs, share, kinds } = this.#account.totals();
    const figures: IsolateFigures = {
      floor: floored ? this.#floor : heap.used_heap_size,
      heapUsed: heap.used_heap_size,
      heapTotal: heap.total_heap_size,
      heapLimit: heap.heap_size_limit,
      allocated: Math.max(0, this.#log.allocated - taken),
      ...(this.#lastGc && { lastGc: this.#lastGc }),
      external: heap.external_memory,
      externalFloor: floored ? this.#externalFloor : heap.external_memory,
      code: this.#code,
      arrayBuffers,
      heapResident: heap.total_physical_size,
      spaces,
      loop: this.#loop.read(),
      resources: activeResources(),
      // Last of all: it collects and walks the heap.
      ...(collected && objects && { objects: countObjects() }),
      gc: { count, majors: kinds['mark-compact'].count, pauseMs, share, kinds: present(kinds) },
    };
    if (collected) this.#allocated = 0;
    this.#inUseAfterReading = memoryInUse();
    return figures;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#loop[Symbol.dispose]();
    this.#take(this.#log.stop());
    this.#account.close();
  }

  /** Takes in what the log holds. */
  drain(): void {
    this.#take(this.#log.drain());
  }

  #take(records: readonly GcRecord[]): void {
    this.#account.add(records);
    const last = records.at(-1);
    if (last) this.#lastGc = { used: last.usedAfter, young: bytesIn(YOUNG, last.spaces) };
    if (records.length > 0) this.onRecords?.(records);
    for (const { at, kind, usedAfter, externalAfter, spaces } of records) {
      if (kind === 'mark-compact') {
        this.#floor = usedAfter;
        const least = this.#externalLeast;
        this.#externalFloor = Number.isNaN(least) ? externalAfter : least;
        this.#externalLeast = externalAfter;
        const code = codeIn(spaces);
        this.onFloor?.({ at, floor: usedAfter, external: this.#externalFloor, code });
      } else this.#externalLeast = Math.min(this.#externalLeast, externalAfter);
    }
  }
}

function heapInUse(): number {
  return getHeapStatistics().used_heap_size;
}

/** Spaces of machine code, and of what V8 12 and later keeps beside it: bytecode, tables. */
const CODE = [
  'code_space',
  'code_large_object_space',
  'trusted_space',
  'trusted_large_object_space',
];

/** Before V8 12 that lay among the objects, and came to half as much as the machine code. */
const UNTRUSTED = 1.5;

const YOUNG = ['new_space', 'new_large_object_space'];

function bytesIn(names: readonly string[], spaces: GcRecord['spaces']): number {
  return names.reduce((sum, name) => sum + (spaces[name]?.[1] ?? 0), 0);
}

function codeIn(spaces: GcRecord['spaces']): number {
  const bytes = bytesIn(CODE, spaces);
  return spaces['trusted_space'] ? bytes : UNTRUSTED * bytes;
}

function memoryInUse(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
}

function present(kinds: GcTotals['kinds']): IsolateFigures['gc']['kinds'] {
  return Object.fromEntries(Object.entries(kinds).filter(([, { count }]) => count > 0));
}

function spacesInUse(): Record<string, number> {
  const inUse: Record<string, number> = {};
  for (const { space_name: name, space_used_size: used } of getHeapSpaceStatistics()) {
    if (used > 0) inUse[name] = used;
  }
  return inUse;
}

function activeResources(): Record<string, number> {
  const byType: Record<string, number> = {};
  for (const type of process.getActiveResourcesInfo()) byType[type] = (byType[type] ?? 0) + 1;
  return byType;
}
