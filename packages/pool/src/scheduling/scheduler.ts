import { AsyncResource } from 'node:async_hooks';
import { Admission } from './admission.ts';
import { Broadcasts, type BroadcastsOwner } from './broadcasts.ts';
import { Dispatch } from './dispatch.ts';
import { TaskAbortError, TaskTimeoutError } from '../errors.ts';
import { cannotStart, taskFailure, unsendable } from '../threads/failures.ts';
import { sharedClock } from '../protocol/claims.ts';
import { Ledger, type LedgerOwner } from '../tasks/ledger.ts';
import type { Settings } from '../options.ts';
import type { Failure } from '../protocol/messages.ts';
import { Losses } from './losses.ts';
import { Quiescence } from './quiescence.ts';
import { Stopping, type StoppingOwner } from './stopping.ts';
import { Recycler, type RecyclerOwner } from '../threads/recycler.ts';
import type { ResidueReport } from '../protocol/residue-report.ts';
import { Handles } from '../telemetry/leaks.ts';
import { PoolTimings } from '../telemetry/pool-timings.ts';
import { ResidueLog } from '../telemetry/residue-log.ts';
import type { Counters, RetireReason } from '../telemetry/stats.ts';
import { TaskQueue } from '../tasks/task-queue.ts';
import type { Task } from '../tasks/task.ts';
import { TimeLimits } from './time-limits.ts';
import { announce } from '../threads/announce.ts';
import { ThreadSupply, type SupplyOwner } from '../threads/thread-supply.ts';
import type { ThreadOwner } from '../threads/thread-owner.ts';
import { Thread } from '../threads/thread.ts';

const sharedNow = sharedClock();

/** Owns the queue, and decides what becomes of every task; the ledger settles it. */
export class Scheduler
  implements
    ThreadOwner<Thread>,
    SupplyOwner,
    RecyclerOwner,
    LedgerOwner,
    BroadcastsOwner,
    StoppingOwner
{
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly residue: ResidueLog;
  readonly handles: Handles = new Handles();
  readonly broadcasts: Broadcasts = new Broadcasts(this);
  readonly queue: TaskQueue;
  readonly losses: Losses;
  readonly supply: ThreadSupply;
  readonly admission: Admission = new Admission(
    () => this.settings.maxQueue - this.queue.size,
    () => this.#flushSoon(),
  );
  #flushQueued = false;
  /** There may be fewer threads than `minThreads`. */
  #short = true;
  /** When the tasks of this tick were submitted; 0 until one is. */
  #clock = 0;
  #closed = false;
  readonly #resource = new AsyncResource('WatertightPool');
  readonly quiescence: Quiescence;
  readonly timings: PoolTimings = new PoolTimings(() => this.supply.live());
  readonly limits: TimeLimits;
  readonly #stopping: Stopping = new Stopping(this);
  readonly #recycler: Recycler = new Recycler(this);
  readonly #dispatch: Dispatch;

  constructor(settings: Settings) {
    this.settings = settings;
    this.ledger = new Ledger(settings.name, this);
    this.residue = new ResidueLog(settings.name);
    this.queue = new TaskQueue(settings.ageing);
    this.losses = new Losses(settings, this.queue, this.ledger);
    this.supply = new ThreadSupply(this);
    this.quiescence = new Quiescence(
      this.neutral,
      () => this.pending,
      () => this.supply.ending.size,
    );
    this.limits = new TimeLimits(this);
    this.#dispatch = new Dispatch(this.queue, this.supply.threads, this.counters, settings);
    // Not at once: starting a worker takes the thread that creates the pool some milliseconds.
    if (settings.minThreads > 0) this.#flushSoon();
  }

  /** A worker, port or timer made in a request's context would hold that context for its life. */
  readonly neutral = <T>(start: () => T): T => this.#resource.runInAsyncScope(start);

  makeThread(): Thread {
    const thread = new Thread(this);
    announce(this.settings, 'created', thread);
    this.broadcasts.greet(thread);
    return thread;
  }

  submit(task: Task, signal: AbortSignal | undefined): void {
    if (this.#clock === 0) this.#clock = sharedNow();
    task.submittedAt = this.#clock;
    task.order = this.counters.submitted;
    this.ledger.enter(task, signal);
    this.queue.push(task);
    this.admission.onSubmit();
    this.#flushSoon();
  }

  get counters(): Counters {
    return this.ledger.counters;
  }

  get pending(): number {
    return this.ledger.pending;
  }

  /** The process is held while a task is pending. */
  onFirst(): void {
    this.quiescence.hold();
  }

  onLast(): void {
    this.quiescence.rested();
  }

  /** Ends every thread and gives back every handle. */
  async shutDown(reason: RetireReason): Promise<void> {
    const { threads, ending } = this.supply;
    this.#closed = true;
    for (const thread of threads) this.#stopping.end(thread, reason);
    if (reason === 'destroyed') for (const thread of ending) thread.abandon();
    this.limits.clear();
    this.supply.clear();
    await Promise.all(Array.from(ending, (thread) => thread.gone));
    this.quiescence.clear();
  }

  /** The tasks that wait, and those that are with threads. Safe against removal of the visited. */
  *unsettled(): Generator<Task> {
    const threads = [...this.supply.threads, ...this.supply.ending];
    for (const list of [this.queue, ...threads.map((thread) => thread.flight.tasks)]) {
      for (const task of list) if (!task.stopped) yield task;
    }
  }

  /** Timers that are set. */
  get timers(): number {
    return this.limits.timers + this.supply.timers + this.quiescence.timers;
  }

  onReady(thread: Thread): void {
    announce(this.settings, 'ready', thread);
    this.supply.onReady(thread);
    this.#recycler.onReady(thread);
    this.#flushSoon();
  }

  onGreeted(thread: Thread): void {
    if (!thread.loaded || thread.reason !== undefined || thread.draining) return;
    thread.ready = true;
    this.#flushSoon();
  }

  onResult(task: Task, value: unknown): void {
    this.ledger.complete(task, value);
  }

  onFailure(task: Task, failure: Failure): void {
    const error = taskFailure(task, failure);
    // What the caller did wrong stays wrong.
    const again = failure.kind === 'threw' || failure.kind === 'clean-up';
    if (again) this.losses.fail(task, error);
    else this.losses.reject(task, error);
  }

  onSend(task: Task): void {
    if (task.timeout > 0) this.limits.watch(task.timeout);
  }

  onUnsendable(task: Task, error: unknown): void {
    this.losses.reject(task, unsendable(task, error));
  }

  onStopped(thread: Thread, task: Task): void {
    task.stopped = null;
    task.link?.onStopped();
    if (thread.reason === undefined && !thread.draining && !thread.flight.hasStopped)
      thread.ready = true;
    this.quiescence.onStopping(-1);
  }

  onResidue(thread: Thread, report: ResidueReport): void {
    this.residue.add(thread.threadId, report);
    if (this.settings.residue?.action === 'recycle') thread.soiled = true;
  }

  onRest(): void {
    if (this.queue.size > 0) this.#flushSoon();
  }

  onReplies(thread: Thread, count: number, busyMs: number): void {
    this.counters.busyMs += busyMs;
    if (count > 0) this.#dispatch.record(count, busyMs);
    this.supply.onAnswer(thread);
    this.#recycler.onAnswer(thread);
    // The continuations of these tasks run first and may submit more: those go in one message.
    this.#flushSoon();
  }

  drain(thread: Thread): void {
    thread.draining = true;
    thread.ready = false;
    for (const task of thread.flight.takeAll().toReversed()) this.queue.unshift(task);
    this.#flushSoon();
  }

  onPins(change: 1 | -1): void {
    this.quiescence.onPins(change);
  }

  onExit(thread: Thread): void {
    this.counters.retired[thread.reason!] += 1;
    this.counters.bytesMoved += thread.flight.bytesMoved;
    this.counters.bytesCopied += thread.flight.bytesCopied;
    this.timings.onExit(thread);
    const failedBefore = this.counters.failed;
    const begun = this.losses.onExit(thread, (task) => this.onStopped(thread, task));
    this.supply.onExit(thread, begun);
    this.#recycler.onExit(thread);
    this.#short = true;
    announce(this.settings, 'ended', thread, this.counters.failed - failedBefore);
    void thread.gone.then(() => {
      this.supply.ending.delete(thread);
      if (!this.#closed) this.#flushSoon();
      this.quiescence.rested();
    });
    this.#flushSoon();
  }

  onRetired(): void {
    // Nothing is left that a dropped pool would have to hold: it can be collected.
    if (this.supply.threads.size === 0 && this.pending === 0) this.quiescence.clear();
  }

  onRetry(): void {
    this.#recycler.replaceSoiled();
    this.#flushSoon();
  }

  onHopeless(cause: unknown, loaded: boolean): void {
    for (const task of this.queue) {
      this.losses.reject(task, cannotStart(task, this.settings.module, cause, loaded));
    }
  }

  /** Starts the threads that `minThreads` and the waiting tasks call for. */
  grow(): void {
    if (this.#closed) return;
    if (this.#short) this.supply.refill();
    this.#short = false;
    if (this.pending > 0) this.supply.grow(this.pending);
  }

  #flushSoon(): void {
    if (this.#flushQueued) return;
    this.#flushQueued = true;
    process.nextTick(this.#flush);
  }

  readonly #flush = (): void => {
    this.#flushQueued = false;
    this.#clock = 0;
    if (this.#closed) return;
    this.grow();
    if (this.pending > 0) this.#dispatch.run();
    this.admission.admit();
    if (this.pending === 1) this.#dispatch.awaitAnswer();
  };

  onAbort(task: Task, reason: unknown): void {
    const thread = task.thread as Thread | null;
    const begun = thread !== null && !thread.flight.takeBack(task);
    if (thread === null) this.queue.remove(task);
    else if (begun) this.#stopping.stop(thread, task, 'aborted', reason);
    this.ledger.abort(task, new TaskAbortError(task.name, reason, begun));
    this.#flushSoon();
  }

  /** The consumer of a stream has left. False: there is nothing to wait for. */
  leave(task: Task): boolean {
    this.onAbort(task, new DOMException('The consumer left the stream', 'AbortError'));
    return task.stopped !== null;
  }

  onOverdue(thread: Thread, task: Task): void {
    if (task.stopped) {
      this.#stopping.end(thread, task.stopped);
      return;
    }
    this.counters.timedOut += 1;
    const error = new TaskTimeoutError(task.name, task.timeout);
    this.#stopping.stop(thread, task, 'timeout', error.cause);
    this.ledger.fail(task, error);
  }
}
