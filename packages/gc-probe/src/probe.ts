import { isGcHeard, publishCollection, publishSample, publishVerdict } from './diagnostics.ts';
import { DisposedError, WatchError } from './errors.ts';
import { collectGarbage, forceGc } from './observe/force-gc.ts';
import type { GcRecord } from './observe/gc-log.ts';
import type { GcTotals } from './observe/gc-totals.ts';
import { IsolateWatch } from './observe/isolate-watch.ts';
import type { IsolateFigures, MajorFloor } from './observe/isolate-watch.ts';
import { memoryLimit, openFds, threadCount } from './observe/process-figures.ts';
import { readOutside } from './observe/outside.ts';
import { WorkerCensus } from './observe/worker-census.ts';
import { WorkerLink } from './observe/worker-link.ts';
import { checkMoment, settingsOf } from './options.ts';
import type { Collection } from './collection.ts';
import type { Moment, ProbeOptions, Settings } from './options.ts';
import { rssParts } from './rss-parts.ts';
import { SampleRing } from './sample-ring.ts';
import { snapshotBudget } from './snapshot-budget.ts';
import type { IsolateSample, OutsideFigures, Sample, Verdict } from './types.ts';
import { Judge } from './verdict.ts';
import { threadId } from 'node:worker_threads';

/** Watches this process. Made by `createProbe`. */
export interface Probe extends Disposable {
  /** Reads all figures now, without forcing a collection. */
  sample(moment?: Moment): Promise<Sample>;
  /**
   * Reads all figures at a floor: forces a full collection in this isolate and in every attached
   * worker. To be called at a moment with no task in flight.
   */
  quiescent(moment?: Moment): Promise<Sample>;
  /** The newest samples, oldest first; how many depends on their size (256 KiB in all). */
  readonly samples: readonly Sample[];
  /** Every collection of this isolate since the probe was made, up to this very moment. */
  readonly gc: GcTotals;
  /**
   * Has every collection of every isolate told to a listener, in order: those of this isolate at
   * most 2 s after they happened, those of a worker with the next sample. Dispose it to stop.
   */
  onCollection(listener: (collection: Collection) => void): Disposable;
  /** The judgement on all that was sampled so far. */
  verdict(): Verdict;
  /** Ends the watching. What was seen stays readable. */
  dispose(): void;
}

/**
 * Makes a probe and starts to watch. It keeps the process alive only while a sample is awaited.
 *
 * @throws InvalidArgumentError when an option is missing or has a wrong value.
 */
export function createProbe(options: ProbeOptions): Probe {
  return new ProcessProbe(settingsOf(options));
}

/** Major collections to remember between two samples. */
const MAX_FLOORS = 4_096;

class ProcessProbe implements Probe {
  readonly #settings: Settings;
  readonly #watch: IsolateWatch;
  readonly #census = new WorkerCensus();
  readonly #link: WorkerLink | undefined;
  readonly #ring = new SampleRing();
  readonly #judge: Judge;
  readonly #listeners = new Set<(collection: Collection) => void>();
  readonly #limit: number = memoryLimit();
  // What major collections of this isolate left since the last sample.
  readonly #floors: MajorFloor[] = [];
  // Samples are taken one after the other; each waits for the one before, however that ended.
  #queue: Promise<unknown> = Promise.resolve();
  #verdict: Verdict['verdict'] = 'insufficient';
  #disposed = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#judge = new Judge(settings.settle, settings.minFloors);
    if (settings.onCollection) this.#listeners.add(settings.onCollection);
    this.#watch = new IsolateWatch();
    this.#watch.onRecords = (records) => this.#tell('main', records);
    // Obtains gc() now, so that what it costs once lies below the first floor.
    forceGc();
    // That one is no floor of the program's own making.
    this.#watch.drain();
    this.#watch.onFloor = (floor) => {
      this.#floors.push(floor);
      if (this.#floors.length > MAX_FLOORS) this.#floors.shift();
    };
    if (settings.workers) this.#link = new WorkerLink(this.#census);
  }

  get samples(): readonly Sample[] {
    return this.#ring.list();
  }

  get gc(): GcTotals {
    return this.#watch.gc;
  }

  async sample(moment: Moment = {}): Promise<Sample> {
    checkMoment(moment);
    return this.#enqueue('sample()', false, moment);
  }

  async quiescent(moment: Moment = {}): Promise<Sample> {
    checkMoment(moment);
    return this.#enqueue('quiescent()', true, moment);
  }

  onCollection(listener: (collection: Collection) => void): Disposable {
    // What nobody was to be told so far is none of this listener's business.
    this.#watch.drain();
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  verdict(): Verdict {
    return this.#judge.verdict();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#watch[Symbol.dispose]();
    this.#link?.[Symbol.dispose]();
    this.#census[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #enqueue(method: string, collect: boolean, moment: Moment): Promise<Sample> {
    const taken = this.#queue.then(() => this.#take(method, collect, moment));
    this.#queue = taken.catch(() => {});
    return taken;
  }

  async #take(method: string, collect: boolean, moment: Moment): Promise<Sample> {
    if (this.#disposed) throw new DisposedError(method);
    const { timeout, objects } = this.#settings;
    const answers = await this.#link?.read({ collect, objects, records: this.#isHeard }, timeout);
    const floors = new Map<number, readonly MajorFloor[]>();
    for (const [id, told] of answers?.told ?? []) {
      this.#tell(`worker-${id}`, told.records);
      floors.set(id, told.floors);
    }
    const others = answers ? this.#census.others(answers.figures) : [];
    const outside = others.length > 0 ? await readOutside(others, timeout) : [];
    // After the workers: their answers are garbage of this isolate by now.
    if (collect) await collectGarbage();
    if (this.#disposed) throw new DisposedError(method);
    const main = this.#watch.read(collect, objects);
    const sample = this.#compose(main, answers, outside, collect, moment);
    this.#ring.add(sample);
    floors.set(threadId, this.#floors.splice(0));
    this.#judge.take(sample, floors);
    publishSample(sample);
    this.#announce();
    return sample;
  }

  #compose(
    main: IsolateFigures,
    answers: Awaited<ReturnType<WorkerLink['read']>> | undefined,
    outside: readonly OutsideFigures[],
    quiescent: boolean,
    { tasks, events }: Moment,
  ): Sample {
    const isolates: IsolateSample[] = [{ isolate: 'main', threadId, ...main }];
    const byThread = [...(answers?.figures ?? [])].sort(([a], [b]) => a - b);
    for (const [id, figures] of byThread) {
      isolates.push({ isolate: `worker-${id}`, threadId: id, ...figures });
    }
    const fds = openFds();
    const rss = process.memoryUsage.rss();
    return {
      at: performance.now(),
      time: Date.now(),
      ...(tasks !== undefined && { tasks }),
      ...(events && { events: { ...events } }),
      rss,
      rssParts: rssParts(rss, isolates, outside),
      quiescent,
      isolates,
      missing: (answers?.missing ?? []).map((id) => `worker-${id}`),
      ...(outside.length > 0 && { outside }),
      threads: threadCount(),
      fds: fds.count,
      ...(fds.byType && { fdsByType: fds.byType }),
      workers: new Set([...this.#census.alive(), ...(this.#link?.attached ?? [])]).size,
      counters: this.#counters(),
      limit: this.#limit,
    };
  }

  get #isHeard(): boolean {
    return this.#listeners.size > 0 || isGcHeard();
  }

  #tell(isolate: string, records: readonly GcRecord[]): void {
    if (!this.#isHeard) return;
    for (const record of records) {
      const collection = { isolate, ...record };
      publishCollection(collection);
      for (const listener of this.#listeners) listener(collection);
    }
  }

  #counters(): Record<string, number> {
    const counters: Record<string, number> = {};
    for (const [name, read] of Object.entries(this.#settings.watch)) {
      let count: unknown;
      try {
        count = read();
      } catch (cause) {
        throw new WatchError(name, 'threw', { cause });
      }
      if (typeof count !== 'number' || !Number.isFinite(count)) {
        throw new WatchError(name, `returned ${String(count)}`);
      }
      counters[name] = count;
    }
    return counters;
  }

  #announce(): void {
    const { onVerdict, onSuspect } = this.#settings;
    const { kind } = this.#judge;
    const former = this.#verdict;
    if (kind === former) return;
    this.#verdict = kind;
    publishVerdict(() => this.#judge.verdict());
    onVerdict?.(this.#judge.verdict());
    if (kind === 'suspect' || (kind === 'leak' && former !== 'suspect')) {
      onSuspect?.(this.#judge.verdict(), snapshotBudget());
    }
  }
}
