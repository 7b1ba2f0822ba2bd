import type { IsolateSample, Sample } from './types.ts';

/** What one sample says, by signal. */
export interface SignalValues {
  readonly bytes: ReadonlyMap<string, number>;
  readonly counts: ReadonlyMap<string, number>;
  /** Bytes the workers' heaps take in all, by which growth of their sum is measured. */
  readonly workersLevel: number;
}

interface Life {
  readonly isolate: string;
  readonly born: ReadonlyMap<string, number>;
  now: ReadonlyMap<string, number>;
}

/**
 * Turns samples into signals. Sizes of the workers are summed as growth since each one's birth:
 * a new worker adds nothing at first (its base heap is no leak, and the number of workers is a
 * signal of its own), and a worker that ends takes its growth with it. Counts are summed as they
 * are: what a worker had opened before it was first seen was opened all the same.
 */
export class SignalSums {
  readonly #lives = new Map<number, Life>();
  // Resource types seen once stay signals: later, none of them means 0.
  readonly #types = new Set<string>();

  take(sample: Sample): SignalValues {
    const [main, ...workers] = sample.isolates;
    const bytes = new Map<string, number>();
    const counts = new Map<string, number>();
    if (main) {
      bytes.set('main.floor', main.floor - main.code);
      bytes.set('main.code', main.code);
      bytes.set('main.external', main.externalFloor);
      for (const [type, count] of Object.entries(main.resources)) {
        this.#types.add(`main.resources.${type}`);
        counts.set(`main.resources.${type}`, count);
      }
    }
    this.#follow(workers, sample.missing);
    this.#sum(bytes, counts);
    for (const [type, count] of Object.entries(main?.objects ?? {})) {
      counts.set(`main.objects.${type}`, count);
    }
    for (const type of this.#types) if (!counts.has(type)) counts.set(type, 0);
    if (sample.threads !== null) counts.set('threads', sample.threads);
    if (sample.fds !== null) counts.set('fds', sample.fds);
    counts.set('workers', sample.workers);
    for (const [name, count] of Object.entries(sample.counters)) counts.set(name, count);
    const workersLevel = workers.reduce((sum, { floor }) => sum + floor, 0);
    return { bytes, counts, workersLevel };
  }

  #follow(workers: readonly IsolateSample[], missing: readonly string[]): void {
    const present = new Set(workers.map(({ threadId }) => threadId));
    for (const [threadId, life] of this.#lives) {
      // One that did not answer keeps its last figures; one that is neither has ended.
      if (!present.has(threadId) && !missing.includes(life.isolate)) this.#lives.delete(threadId);
    }
    for (const worker of workers) {
      const now = figures(worker);
      const life = this.#lives.get(worker.threadId);
      if (life) life.now = now;
      else this.#lives.set(worker.threadId, { isolate: worker.isolate, born: now, now });
    }
  }

  #sum(bytes: Map<string, number>, counts: Map<string, number>): void {
    for (const { born, now } of this.#lives.values()) {
      for (const name of new Set([...born.keys(), ...now.keys()])) {
        const isCount = /^workers\.(resources|objects)\./.test(name);
        if (isCount) this.#types.add(name);
        const sums = isCount ? counts : bytes;
        const grown = (now.get(name) ?? 0) - (isCount ? 0 : (born.get(name) ?? 0));
        sums.set(name, (sums.get(name) ?? 0) + grown);
      }
    }
    // With no worker alive nothing of theirs is left.
    if (this.#lives.size === 0) {
      bytes.set('workers.floor', 0);
      bytes.set('workers.code', 0);
      bytes.set('workers.external', 0);
    }
  }
}

function figures(isolate: IsolateSample): Map<string, number> {
  const { floor, code, externalFloor, resources, objects = {} } = isolate;
  const named = [
    ...Object.entries(resources).map(([type, n]) => [`workers.resources.${type}`, n] as const),
    ...Object.entries(objects).map(([type, n]) => [`workers.objects.${type}`, n] as const),
  ];
  return new Map([
    ['workers.floor', floor - code],
    ['workers.code', code],
    ['workers.external', externalFloor],
    ...named,
  ]);
}
