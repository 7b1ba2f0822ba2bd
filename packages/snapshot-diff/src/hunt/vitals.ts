import type { LiveProcess } from '../attach/live-process.ts';

/** What a process holds outside its heaps, at one moment. */
export interface VitalSample {
  /** Bytes in memory, all threads together. */
  residentSize: number;
  /** Of the kernel's; undefined where there is no `/proc`. */
  threads: number | undefined;
  /** Open file descriptors by what they are; undefined where there is no `/proc`. */
  descriptors: Record<string, number> | undefined;
}

/** First and last sample with the highest values between them. */
export interface Vitals {
  before: VitalSample;
  after: VitalSample;
  highest: { residentSize: number; threads: number | undefined; descriptors: number | undefined };
  samples: number;
}

type SampleListener = (now: VitalSample, before: VitalSample) => void;

/** Between two samples, in milliseconds. */
const INTERVAL = 1000;

/** Watches threads, descriptors and resident memory of a process, from outside where that can be. */
export class VitalsWatch implements AsyncDisposable {
  readonly #target: LiveProcess;
  readonly #before: VitalSample;
  readonly #highest: Vitals['highest'];
  readonly #onSample: SampleListener | undefined;
  #samples = 1;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();

  private constructor(
    target: LiveProcess,
    before: VitalSample,
    onSample: SampleListener | undefined,
  ) {
    this.#target = target;
    this.#onSample = onSample;
    this.#before = before;
    this.#highest = {
      residentSize: before.residentSize,
      threads: before.threads,
      descriptors: total(before),
    };
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.#sample()).catch(() => {});
    }, INTERVAL);
  }

  static async start(target: LiveProcess, onSample?: SampleListener): Promise<VitalsWatch> {
    return new VitalsWatch(target, await sample(target), onSample);
  }

  /** Takes the last sample. */
  async stop(): Promise<Vitals> {
    await this[Symbol.asyncDispose]();
    const after = await this.#sample();
    return { before: this.#before, after, highest: this.#highest, samples: this.#samples };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  async #sample(): Promise<VitalSample> {
    const now = await sample(this.#target);
    const highest = this.#highest;
    this.#samples++;
    highest.residentSize = Math.max(highest.residentSize, now.residentSize);
    if (now.threads !== undefined) highest.threads = Math.max(highest.threads ?? 0, now.threads);
    const descriptors = total(now);
    if (descriptors !== undefined) {
      highest.descriptors = Math.max(highest.descriptors ?? 0, descriptors);
    }
    this.#onSample?.(now, this.#before);
    return now;
  }
}

async function sample(target: LiveProcess): Promise<VitalSample> {
  const status = target.proc?.status();
  if (status) {
    const kinds = target.proc!.openFiles();
    const { residentSize, threads } = status;
    return { residentSize, threads, descriptors: kinds && Object.fromEntries(kinds) };
  }
  const residentSize = Number(await target.main.evaluate('process.memoryUsage.rss()'));
  return { residentSize, threads: undefined, descriptors: undefined };
}

export function total({ descriptors }: VitalSample): number | undefined {
  return descriptors && Object.values(descriptors).reduce((sum, count) => sum + count, 0);
}
