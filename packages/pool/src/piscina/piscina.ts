import { EventEmitterAsyncResource } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { PoolThreadEvent } from '@watertight/pool';
import type { Crew, Job } from './core-pool.ts';
import { AbortError, closeTimedOut, fromCore, noFilename } from './errors.ts';
import { summaryOf, type PiscinaHistogram, type Times } from './histograms.ts';
import { isMovable, move, unpack } from './movable.ts';
import { fillOptions, toPath, type FilledOptions, type PiscinaOptions } from './options.ts';
import { PlacingCrew } from './placing-crew.ts';
import { Pressure } from './pressure.ts';
import { wrongRunOption, type RunOptions } from './run-options.ts';
import { SharedCrew } from './shared-crew.ts';
import { bridge, type AbortSignalEventTarget } from './signals.ts';
import { queueOptionsSymbol, transferableSymbol, valueSymbol } from './symbols.ts';
import { ArrayTaskQueue, FixedQueue } from './task-queues.ts';
import { workerState } from './worker-state.ts';
import type { WorkerView } from './worker-view.ts';
import { MAX_DELAY } from '../timers/max-delay.ts';

/** The version of piscina whose interface this is. */
export const version = '5.3.2';

export interface CloseOptions {
  /** Aborts the tasks that have not begun. @default false */
  force?: boolean;
}

/** piscina's class over this package's pool. */
export class Piscina<T = any, R = any> extends EventEmitterAsyncResource {
  readonly #options: FilledOptions;
  readonly #start: number = performance.now();
  readonly #pressure: Pressure;
  #histogram: PiscinaHistogram | undefined;
  /** Undefined after the end, until a task is run again. */
  #crew: Crew | undefined;
  #pending = 0;
  #completed = 0;
  #closing: Promise<void> | undefined;
  #destroying: Promise<void> | undefined;
  /** Threads that listeners were told of. */
  readonly #announced: WeakSet<WorkerView> = new WeakSet();
  #constructing = true;

  constructor(options: PiscinaOptions = {}) {
    super(Object.assign(Object.create(null), options, { name: 'Piscina' }));
    this.#options = fillOptions(options);
    const { concurrentTasksPerWorker, maxThreads, minThreads } = this.#options;
    this.#pressure = new Pressure(maxThreads * concurrentTasksPerWorker, (name) => this.emit(name));
    // A worker would fail with it one by one: said here, as where workers are made at once.
    if (minThreads > 0) structuredClone(this.#options.workerData);
    this.#crew = this.#makeCrew();
    this.#constructing = false;
  }

  /** Runs a task. Rejects with what the function threw, or why it could not run. */
  run(task: T, options?: RunOptions): Promise<R> {
    const refusal = this.#refusal(options);
    if (refusal) return Promise.reject(refusal);
    const crew = (this.#crew ??= this.#makeCrew());
    const full = crew.refusal(this.#pending, options?.signal !== undefined);
    if (full) return Promise.reject(full);
    this.#pending += 1;
    this.#pressure.update(this.#pending);
    const signal = options?.signal ?? undefined;
    const bridged = signal && !(signal instanceof AbortSignal) ? bridge(signal) : undefined;
    const job = this.#job(task, options, bridged?.signal ?? (signal as AbortSignal | undefined));
    const result = crew.run(job);
    if (bridged) void result.then(bridged.release, bridged.release);
    return result.then(this.#onDone, this.#onFailed) as Promise<R>;
  }

  /** Takes no more tasks, finishes those that it has, and ends every thread. */
  async close(options: CloseOptions = {}): Promise<void> {
    if (typeof options !== 'object' || options === null) {
      throw new TypeError('options must be an object');
    }
    const { force = false } = options;
    if (typeof force !== 'boolean') throw new TypeError('force argument must be a boolean');
    this.#closing ??= this.#close(force);
    await this.#closing;
  }

  /** Rejects every task that has not settled, and ends every thread. */
  async destroy(): Promise<void> {
    this.#destroying ??= this.#destroy();
    await this.#destroying;
  }

  [Symbol.dispose](): void {
    void this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get maxThreads(): number {
    return this.#options.maxThreads;
  }

  get minThreads(): number {
    return this.#options.minThreads;
  }

  get options(): FilledOptions {
    return this.#options;
  }

  get threads(): Worker[] {
    const pools = this.#crew?.pools ?? [];
    return pools.flatMap(({ threads }) => threads.map(({ worker }) => worker));
  }

  get idleThreads(): number {
    return this.#crew?.idleThreads ?? 0;
  }

  get queueSize(): number {
    return this.#crew?.waiting ?? 0;
  }

  /** Tasks that have settled; those that were aborted before they began are none. */
  get completed(): number {
    return this.#completed;
  }

  get histogram(): PiscinaHistogram {
    const crew = (): Crew => (this.#crew ??= this.#makeCrew());
    const summary = (times: Times | undefined): any => times && summaryOf(times);
    this.#histogram ??= {
      get runTime() {
        return summary(crew().runTimes);
      },
      get waitTime() {
        return summary(crew().waitTimes);
      },
      resetRunTime: () => crew().runTimes?.reset(),
      resetWaitTime: () => crew().waitTimes?.reset(),
    };
    return this.#histogram;
  }

  /** Time that tasks ran, of the time that all threads had. */
  get utilization(): number {
    const { count = 0, mean = 0 } = this.#crew?.runTimes ?? {};
    return count === 0 ? 0 : (mean * count) / (this.duration * this.#options.maxThreads);
  }

  /** Milliseconds since it was made. */
  get duration(): number {
    return performance.now() - this.#start;
  }

  get needsDrain(): boolean {
    return this.#pressure.needsDrain;
  }

  static get isWorkerThread(): boolean {
    return workerState() !== undefined;
  }

  static get workerData(): any {
    return workerState()?.workerData;
  }

  static get version(): string {
    return version;
  }

  static get Piscina(): typeof Piscina {
    return Piscina;
  }

  static get FixedQueue(): typeof FixedQueue {
    return FixedQueue;
  }

  static get ArrayTaskQueue(): typeof ArrayTaskQueue {
    return ArrayTaskQueue;
  }

  static move: typeof move = move;

  static get transferableSymbol(): typeof transferableSymbol {
    return transferableSymbol;
  }

  static get valueSymbol(): typeof valueSymbol {
    return valueSymbol;
  }

  static get queueOptionsSymbol(): typeof queueOptionsSymbol {
    return queueOptionsSymbol;
  }

  #makeCrew(): Crew {
    const onThread = (event: PoolThreadEvent, view: WorkerView): void =>
      this.#onThread(event, view);
    const { concurrentTasksPerWorker, loadBalancer, taskQueue, workerHistogram } = this.#options;
    const isPlain = taskQueue instanceof FixedQueue || taskQueue instanceof ArrayTaskQueue;
    if (isPlain && !loadBalancer && !workerHistogram && concurrentTasksPerWorker < 2) {
      return new SharedCrew(this.#options, onThread);
    }
    return new PlacingCrew(this.#options, onThread);
  }

  /** Why this task cannot be taken. */
  #refusal(options: RunOptions | undefined): Error | undefined {
    if (options !== undefined) {
      const wrong = wrongRunOption(options);
      if (wrong) return wrong;
    }
    if (!(options?.filename ?? this.#options.filename)) return noFilename();
    if (this.#closing || this.#destroying) return new AbortError('queue is being terminated');
    const signal = options?.signal as AbortSignalEventTarget | null | undefined;
    return signal?.aborted ? new AbortError(signal.reason) : undefined;
  }

  #job(task: unknown, options: RunOptions | undefined, signal: AbortSignal | undefined): Job {
    let value = task;
    let transfer = options?.transferList;
    if (typeof task === 'object' && task !== null && isMovable(task)) {
      const unpacked = unpack(task);
      value = unpacked.value;
      transfer = [...(transfer ?? []), ...unpacked.transfer];
    }
    const { filename, name } = this.#options;
    const other =
      options?.filename || options?.name
        ? { filename: toPath(options.filename ?? filename!), name: options.name ?? name }
        : undefined;
    return { task: value, transfer, signal, other };
  }

  readonly #onDone = (value: unknown): unknown => {
    this.#completed += 1;
    this.#pending -= 1;
    this.#pressure.update(this.#pending);
    return value;
  };

  readonly #onFailed = (error: unknown): never => {
    this.#pending -= 1;
    this.#pressure.update(this.#pending);
    if ((error as { begun?: boolean }).begun !== false) this.#completed += 1;
    throw fromCore(error);
  };

  #onThread({ event, thread, error, lost }: PoolThreadEvent, view: WorkerView): void {
    if (event === 'created') {
      thread.worker.on('message', (message) => this.emit('message', message));
      // The listener would hold the process.
      thread.worker.unref();
    }
    if (event === 'ready' || this.#constructing) this.#announce(view);
    if (event !== 'ended') return;
    if (this.#announced.has(view)) this.emit('workerDestroy', view);
    if (error !== undefined && lost === 0) this.emit('error', error);
  }

  /** Later, so that those whom the constructor made find listeners; each once. */
  #announce(view: WorkerView): void {
    if (this.#announced.has(view)) return;
    this.#announced.add(view);
    queueMicrotask(() => this.emit('workerCreate', view));
  }

  async #close(force: boolean): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const timedOut = new Promise<boolean>((resolve) => {
        timer = setTimeout(resolve, Math.min(this.#options.closeTimeout, MAX_DELAY), true);
        timer.unref();
      });
      const closed = this.#crew?.close(force).then(() => false);
      if (await Promise.race([closed, timedOut])) this.emit('error', closeTimedOut());
    } finally {
      clearTimeout(timer);
      await this.destroy();
      this.#closing = undefined;
      this.emit('close');
    }
  }

  async #destroy(): Promise<void> {
    await this.#crew?.destroy();
    this.#crew = undefined;
    this.#destroying = undefined;
  }
}
