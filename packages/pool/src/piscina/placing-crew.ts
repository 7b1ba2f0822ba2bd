import type { Pool, PoolThreadEvent } from '@watertight/pool';
import type { Crew, Job, OnThread } from './core-pool.ts';
import { AbortError, atLimit, noQueue, terminated } from './errors.ts';
import { leastBusy, type PiscinaLoadBalancer, type PiscinaWorker } from './load-balancer.ts';
import { RecordedTimes } from './histograms.ts';
import type { FilledOptions } from './options.ts';
import { queuedTask, type QueuedTask } from './queued-task.ts';
import { Seat, type SeatOwner } from './seat.ts';
import type { TaskQueue } from './task-queues.ts';
import type { WorkerView } from './worker-view.ts';
import { KeepAlive } from '../timers/keep-alive.ts';

/**
 * Decides here which task goes to which thread, and only when the thread has room: for programs
 * that bring their own queue or balancer, or let threads share tasks of which some can be aborted.
 */
export class PlacingCrew implements Crew, SeatOwner {
  readonly #options: FilledOptions;
  readonly runTimes: RecordedTimes | undefined;
  readonly waitTimes: RecordedTimes | undefined;
  readonly #onThread: OnThread;
  readonly #queue: TaskQueue;
  readonly #balance: PiscinaLoadBalancer;
  readonly #room: number;
  readonly #seats: Set<Seat> = new Set();
  /** Seats by the view that a balancer answers with. */
  readonly #bySight: WeakMap<object, Seat> = new WeakMap();
  /** Pools of seats that were given up, until they have ended. */
  readonly #leaving: Set<Promise<void>> = new Set();
  /** Tasks that wait for a thread to start are none of the core's yet. */
  readonly #keepAlive: KeepAlive = new KeepAlive((start) => start());
  #pending = 0;
  #closed = false;
  #onIdle: (() => void) | undefined;

  constructor(options: FilledOptions, onThread: OnThread) {
    this.#options = options;
    this.#onThread = onThread;
    this.runTimes = options.recordTiming ? new RecordedTimes() : undefined;
    this.waitTimes = options.recordTiming ? new RecordedTimes() : undefined;
    this.#queue = options.taskQueue;
    this.#room = options.concurrentTasksPerWorker;
    this.#balance = options.loadBalancer ?? leastBusy(this.#room);
    while (this.#seats.size < options.minThreads) this.#addSeat(true);
  }

  get pools(): readonly Pool[] {
    return Array.from(this.#seats, ({ pool }) => pool);
  }

  get waiting(): number {
    return Math.max(0, this.#queue.size - this.#startingRoom());
  }

  get idleThreads(): number {
    let idle = 0;
    for (const { isReady, usage } of this.#seats) if (isReady && usage === 0) idle += 1;
    return idle;
  }

  refusal(_pending: number, isAbortable: boolean): Error | undefined {
    const { maxQueue } = this.#options;
    if (this.#queue.size > 0) {
      if (this.#queue.size < maxQueue + this.#startingRoom()) return undefined;
      return maxQueue === 0 ? noQueue() : atLimit();
    }
    if (maxQueue > 0 || this.#canGrow() || this.#startingRoom() > 0) return undefined;
    for (const seat of this.#seats) {
      if (seat.usage === 0 || (!isAbortable && !seat.isAbortable && seat.usage < this.#room)) {
        return undefined;
      }
    }
    return noQueue();
  }

  run(job: Job): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const task = queuedTask(job, job.other ?? this.#options, resolve, reject);
      this.#pending += 1;
      if (this.#pending === 1) this.#keepAlive.hold();
      if (this.#queue.size > 0 || !this.#place(task, this.#views())) this.#wait(task);
    });
  }

  async close(force: boolean): Promise<void> {
    if (force) this.#rejectWaiting(() => new AbortError('pool is closed'));
    if (this.#pending > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    this.#closed = true;
    await this.#leave((seat) => seat.close());
  }

  async destroy(): Promise<void> {
    this.#closed = true;
    this.#rejectWaiting(() => terminated());
    await this.#leave((seat) => seat.destroy());
  }

  onThread(seat: Seat, event: PoolThreadEvent, view: WorkerView): void {
    this.#bySight.set(view, seat);
    let { lost } = event;
    if (event.event === 'ended' && !seat.isReady && !this.#closed) {
      lost += this.#onHopeless(seat, event.error);
    }
    this.#onThread({ ...event, lost }, view);
    if (event.event === 'ready' && !seat.isReady) {
      seat.isReady = true;
      this.#fill();
      this.#rest(seat);
    }
  }

  onDone(seat: Seat): void {
    this.#fill();
    this.#rest(seat);
  }

  #wait(task: QueuedTask): void {
    const { signal } = task.job;
    if (signal) {
      task.onAbort = () => {
        this.#queue.remove(task);
        this.#finish(() => task.reject(new AbortError(signal.reason, false)));
      };
      signal.addEventListener('abort', task.onAbort, { once: true });
    }
    this.#queue.push(task);
    if (this.#canGrow()) this.#addSeat(false);
  }

  /** Gives the task to the thread that the balancer names; false when it names none. */
  #place(task: QueuedTask, views: PiscinaWorker[]): boolean {
    const chosen = this.#balance(task, views);
    const seat = chosen ? this.#bySight.get(chosen) : undefined;
    if (!seat || !this.#seats.has(seat)) return false;
    if (task.onAbort) task.job.signal!.removeEventListener('abort', task.onAbort);
    task.onAbort = undefined;
    void this.#runOn(seat, task);
    return true;
  }

  async #runOn(seat: Seat, task: QueuedTask): Promise<void> {
    const placed = performance.now();
    this.waitTimes?.record(placed - task.created);
    let settle = (): void => {};
    try {
      const value = await seat.run(task);
      settle = () => task.resolve(value);
    } catch (error) {
      settle = () => task.reject(error);
    }
    this.runTimes?.record(performance.now() - placed);
    this.#finish(settle);
  }

  #fill(): void {
    const views = this.#views();
    while (!this.#closed && this.#queue.size > 0 && this.#hasRoom(views)) {
      const task = this.#queue.shift() as QueuedTask | null;
      if (task === null) return;
      if (this.#place(task, views)) continue;
      // Back to where it was, as far as the queue can do that.
      if (this.#queue.unshift) this.#queue.unshift(task);
      else this.#queue.push(task);
      if (this.#canGrow()) this.#addSeat(false);
      return;
    }
  }

  /** Our balancer need not be asked when it can only say no. */
  #hasRoom(views: PiscinaWorker[]): boolean {
    if (this.#options.loadBalancer) return true;
    return views.some(({ currentUsage }) => currentUsage < this.#room);
  }

  #views(): PiscinaWorker[] {
    const views: PiscinaWorker[] = [];
    for (const { isReady, view } of this.#seats) if (isReady && view) views.push(view);
    return views;
  }

  #canGrow(): boolean {
    return this.#seats.size < this.#options.maxThreads;
  }

  #startingRoom(): number {
    let room = 0;
    for (const { isReady } of this.#seats) if (!isReady) room += this.#room;
    return room;
  }

  #addSeat(isReady: boolean): void {
    this.#seats.add(new Seat(this.#options, isReady, this));
  }

  /** Nothing to do: the thread may end. */
  #rest(seat: Seat): void {
    const { idleTimeout, minThreads } = this.#options;
    if (seat.usage > 0 || this.#seats.size <= minThreads || !this.#seats.has(seat)) return;
    seat.endAfter(idleTimeout, () => {
      if (seat.usage === 0 && this.#seats.size > minThreads) this.#giveUp(seat);
    });
  }

  /** A thread did not come to be. Returns how many tasks are told, now or by the last thread. */
  #onHopeless(seat: Seat, error: unknown): number {
    this.#giveUp(seat);
    if (this.#seats.size > 0) return this.#queue.size;
    return this.#rejectWaiting(() => error ?? terminated());
  }

  #giveUp(seat: Seat): void {
    this.#seats.delete(seat);
    const gone = seat.close().finally(() => this.#leaving.delete(gone));
    this.#leaving.add(gone);
  }

  #rejectWaiting(error: () => unknown): number {
    let rejected = 0;
    while (this.#queue.size > 0) {
      const task = this.#queue.shift() as QueuedTask | null;
      if (task === null) break;
      rejected += 1;
      if (task.onAbort) task.job.signal!.removeEventListener('abort', task.onAbort);
      this.#finish(() => task.reject(error()));
    }
    return rejected;
  }

  #finish(settle: () => void): void {
    this.#pending -= 1;
    settle();
    if (this.#pending > 0) return;
    this.#keepAlive.release();
    this.#onIdle?.();
  }

  async #leave(end: (seat: Seat) => Promise<void>): Promise<void> {
    await Promise.all([...Array.from(this.#seats, end), ...this.#leaving]);
    this.#seats.clear();
    this.#keepAlive.clear();
  }
}
