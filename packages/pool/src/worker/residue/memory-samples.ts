import { getHeapStatistics } from 'node:v8';
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { parcelOf } from '../../protocol/transferables.ts';

/** A task is accused when of its last so many measured runs all but one have grown the isolate. */
const RUNS = 8;
/** Runs of a function before it is measured: until then, growth is code being compiled. */
const WARM = 10;
/**
 * Measured runs that are not judged: collections throw compiled code away, and the measuring itself is
 * compiled. The first six to nine of them grow by 2 to 30 KB, those after them by less than 4.
 */
const TRIAL = 12;
/** Until this run, each that can be is measured, whatever it costs. */
const FREE = WARM + TRIAL + 2 * RUNS;
/** What the measuring itself holds at the end of a run: 2.2 KB on Node.js 26, 2.8 KB on 20. */
const OWN_BYTES = 2200;
/** Measuring may take one part in so many of the time. */
const SHARE = 20;

/** The only reference to a value: it can be taken out of the heap for a while. */
export interface Holder {
  value: unknown;
}

export interface Growth {
  readonly heap: number;
  readonly external: number;
}

/** What all runs but one grew by, at least: once in a while V8 gives back what others left. */
function usual(growths: readonly Growth[], of: (growth: Growth) => number): number {
  return growths.map(of).sort((a, b) => a - b)[1]!;
}

/** The bytes of an isolate after a full collection: equal to some 20 bytes from run to run. */
export class MemorySamples {
  /** Bytes that one run may leave. */
  readonly #allowed: number;
  readonly #collect: () => void;
  /** A value waits between these two. */
  readonly #in: MessagePort;
  readonly #out: MessagePort;
  readonly #runs: Map<string, number> = new Map();
  readonly #measured: Map<string, number> = new Map();
  readonly #growths: Map<string, Growth[]> = new Map();
  #notBefore = 0;
  #begun: { floor: Growth; took: number } | undefined;

  constructor(allowed: number, collect: () => void) {
    this.#allowed = allowed;
    this.#collect = collect;
    const { port1, port2 } = new MessageChannel();
    port1.unref();
    port2.unref();
    this.#in = port1;
    this.#out = port2;
  }

  /** A run is being measured. */
  get isOpen(): boolean {
    return this.#begun !== undefined;
  }

  /** Another task, or its arguments, got in between: what grows now is not this run's alone. */
  disturb(): void {
    this.#begun = undefined;
  }

  /**
   * Takes the floor before a run, if it is time to. Its arguments are out of the heap meanwhile,
   * so that one which the task keeps counts as growth.
   */
  begin(name: string, args: Holder): void {
    const runs = (this.#runs.get(name) ?? 0) + 1;
    this.#runs.set(name, runs);
    if (runs <= WARM || (runs > FREE && performance.now() < this.#notBefore)) return;
    const from = performance.now();
    const floor = this.#floorWithout(args);
    this.#begun = floor && { floor, took: performance.now() - from };
  }

  /** Collects once before the end: the timer of a signal, say, goes a turn after the signal has gone. */
  sweep(): void {
    if (!this.#begun) return;
    const from = performance.now();
    this.#collect();
    this.#begun.took += performance.now() - from;
  }

  /** Takes the floor after it, its result out of the heap. Tells by how much the task leaks. */
  end(name: string, result: Holder): Growth | undefined {
    const begun = this.#begun;
    this.#begun = undefined;
    if (!begun) return undefined;
    const from = performance.now();
    const floor = this.#floorWithout(result);
    const now = performance.now();
    this.#notBefore = now + (now - from + begun.took) * SHARE;
    if (!floor) return undefined;
    const measured = (this.#measured.get(name) ?? 0) + 1;
    this.#measured.set(name, measured);
    if (measured <= TRIAL) return undefined;
    const growths = this.#growths.get(name) ?? [];
    this.#growths.set(name, growths);
    growths.push({
      heap: floor.heap - begun.floor.heap - OWN_BYTES,
      external: floor.external - begun.floor.external,
    });
    return this.#judge(growths);
  }

  #judge(growths: Growth[]): Growth | undefined {
    if (growths.length < RUNS) return undefined;
    const accused = usual(growths, ({ heap, external }) => heap + external) > this.#allowed;
    const growth = {
      heap: Math.max(
        0,
        usual(growths, ({ heap }) => heap),
      ),
      external: Math.max(
        0,
        usual(growths, ({ external }) => external),
      ),
    };
    // Accused once for these runs; a task that goes on is accused again after as many.
    if (accused) growths.length = 0;
    else growths.shift();
    return accused ? growth : undefined;
  }

  /**
   * The floor while the value is a message in a port, which no isolate counts. Undefined for what
   * cannot be cloned: that is not measured.
   */
  #floorWithout(holder: Holder): Growth | undefined {
    try {
      this.#put(holder);
    } catch {
      return undefined;
    }
    // In functions of their own: the registers of this one must not have held the value.
    const floor = this.#floor();
    this.#take(holder);
    return floor;
  }

  #put(holder: Holder): void {
    this.#in.postMessage(holder.value, parcelOf(holder.value)?.transfer);
    holder.value = undefined;
  }

  #take(holder: Holder): void {
    holder.value = (receiveMessageOnPort(this.#out) as { message: unknown }).message;
  }

  #floor(): Growth {
    this.#collect();
    const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
    return { heap, external };
  }
}
