import { AsyncResource } from 'node:async_hooks';
import { Alarm } from './alarm.ts';
import { sharedClock } from './claims.ts';
import { TaskAbortError, TaskError, TaskTimeoutError } from './errors.ts';
import {
  cannotStart,
  causeOf,
  resultLost,
  runningLost,
  taskFailure,
  transferLost,
  unsendable,
} from './failures.ts';
import { KeepAlive } from './keep-alive.ts';
import type { Settings } from './options.ts';
import type { Failure } from './protocol.ts';
import { Signals } from './signals.ts';
import { Counters, type RetireReason } from './stats.ts';
import { TaskList } from './task-list.ts';
import type { Task } from './task.ts';
import { Thread, type ThreadOwner } from './thread.ts';

/** A thread is sent about so many milliseconds of work ahead; see `#window`. */
const AHEAD_MS = 4;
const MAX_WINDOW = 128;
/** A task is given up when so many workers died under it before they began it. */
const MAX_STRANDINGS = 3;
/** Workers in a row that may end without having answered a task, before the queue is failed. */
const MAX_BARREN = 3;
/** No thread is added for so long after one failed to start, while others still serve. */
const RETRY_START_MS = 1000;

/** Owns the queue and the threads, and decides which task goes where. */
export class Scheduler implements ThreadOwner {
  readonly settings: Settings;
  readonly counters: Counters = new Counters();
  readonly queue: TaskList = new TaskList();
  /** Threads that start or serve; those told to end are in `ending`. */
  readonly threads: Set<Thread> = new Set();
  readonly ending: Set<Thread> = new Set();
  /** Tasks that have not settled; the process is held while there are any. */
  #pending = 0;
  #pins = 0;
  #flushQueued = false;
  #closed = false;
  /** Running time of a task, in ms: moving average over all threads. */
  #mean = 0.5;
  /** Workers in a row that ended without an answer. */
  #barren = 0;
  #startFailedAt = -Infinity;
  #waiters: (() => void)[] = [];
  readonly #resource = new AsyncResource('WatertightPool');
  /** A worker, port or timer made in a request's context would hold that context for its life. */
  readonly #neutral = (start: () => void): void => this.#resource.runInAsyncScope(start);
  readonly #keepAlive = new KeepAlive(this.#neutral);
  readonly #signals = new Signals((task, reason) => this.#abort(task, reason));
  readonly #deadlines = new Alarm(this.#neutral, () => this.#expire());
  readonly #idleness = new Alarm(this.#neutral, () => this.#retireIdle());
  readonly #clock = sharedClock();

  constructor(settings: Settings) {
    this.settings = settings;
    for (let i = 0; i < settings.minThreads; i += 1) this.#start();
  }

  get pending(): number {
    return this.#pending;
  }

  submit(task: Task, signal: AbortSignal | undefined): void {
    this.counters.submitted += 1;
    if (this.#pending === 0) this.#keepAlive.hold();
    this.#pending += 1;
    if (signal) this.#signals.watch(task, signal);
    this.queue.push(task);
    this.#flushSoon();
  }

  /** Resolves when no task is pending and no thread is on its way out. */
  quiet(): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  /** Ends every thread and gives back every handle. */
  async shutDown(reason: RetireReason): Promise<void> {
    this.#closed = true;
    for (const thread of this.threads) this.#end(thread, reason);
    if (reason === 'destroyed') {
      for (const thread of this.ending) thread.end(reason);
    }
    this.#deadlines.clear();
    this.#idleness.clear();
    await Promise.all([...this.ending].map((thread) => thread.gone));
    this.#keepAlive.clear();
  }

  /** Rejects every task that has not settled. */
  rejectAll(): void {
    const threads = [...this.threads, ...this.ending];
    for (const list of [this.queue, ...threads.map((thread) => thread.flight.tasks)]) {
      for (const task of list) {
        const message = `Task '${task.name}' had not settled when the pool was destroyed`;
        this.#reject(task, new TaskError('ERR_POOL_DESTROYED', task.name, message));
      }
    }
  }

  onReady(thread: Thread): void {
    this.#startFailedAt = -Infinity;
    this.#becameIdle(thread);
    this.#flushSoon();
  }

  onResult(task: Task, value: unknown): void {
    this.counters.completed += 1;
    this.#forget(task);
    task.resolve(value);
  }

  onFailure(task: Task, failure: Failure): void {
    this.counters.failed += 1;
    this.#forget(task);
    task.reject(taskFailure(task, failure));
  }

  onUnsendable(task: Task, error: unknown): void {
    this.counters.failed += 1;
    this.#forget(task);
    task.reject(unsendable(task, error));
  }

  onReplies(thread: Thread, count: number, busyMs: number): void {
    this.counters.busyMs += busyMs;
    this.#barren = 0;
    if (count > 0) this.#mean += (busyMs / count - this.#mean) * Math.min(1, count / 32);
    if (thread.flight.size === 0) this.#becameIdle(thread);
    // The continuations of these tasks run first and may submit more: those go in one message.
    this.#flushSoon();
  }

  onPins(change: 1 | -1): void {
    this.#pins += change;
    if (this.#pins > 0) this.#keepAlive.hold();
    else if (this.#pending === 0) this.#keepAlive.release();
  }

  onExit(thread: Thread): void {
    this.counters.retired[thread.reason!] += 1;
    this.threads.delete(thread);
    this.#strand(thread);
    const begun = [...thread.flight.tasks];
    for (const task of begun) {
      thread.flight.remove(task);
      // Tasks begin in order, so at one at a time only the last can still have been running.
      const ran = this.settings.concurrency === 1 && task !== begun.at(-1);
      this.counters.failed += 1;
      this.#forget(task);
      task.reject(ran ? resultLost(task, thread) : runningLost(task, thread));
    }
    this.#considerGivingUp(thread, begun.length > 0);
    void thread.gone.then(() => {
      this.ending.delete(thread);
      if (!this.#closed) this.#flushSoon();
      this.#quietSoon();
    });
    this.ending.add(thread);
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushQueued) return;
    this.#flushQueued = true;
    process.nextTick(this.#flush);
  }

  readonly #flush = (): void => {
    this.#flushQueued = false;
    if (this.#closed || this.#pending === 0) return;
    this.#grow();
    if (this.queue.size > 0) this.#distribute();
    if (this.queue.size === 0) this.#balance();
  };

  /** Fills the least busy thread up to the level that all would have. */
  #distribute(): void {
    const { queue } = this;
    while (queue.size > 0) {
      let ready = 0;
      let sent = 0;
      let least: Thread | undefined;
      for (const thread of this.threads) {
        if (!thread.ready) continue;
        ready += 1;
        sent += thread.flight.size;
        if (!least || thread.flight.size < least.flight.size) least = thread;
      }
      if (!least) return;
      const { size } = least.flight;
      const head = queue.first!;
      if (head.transfer) {
        // What was moved cannot be taken back, so it waits until a thread can begin it at once.
        if (size > 0) return;
        this.#watchDeadline(head);
        least.sendMoving(queue);
        continue;
      }
      const room = this.#window() - size;
      if (room <= 0) return;
      const level = Math.ceil((sent + queue.size) / ready);
      this.#send(least, queue, Math.min(room, Math.max(1, level - size)));
    }
  }

  /** An idle thread takes over half of what the busiest one has not begun. */
  #balance(): void {
    for (const idle of this.threads) {
      if (!idle.ready || idle.flight.size > 0) continue;
      let busiest: Thread | undefined;
      for (const thread of this.threads) {
        if (thread.flight.size > (busiest?.flight.size ?? 1)) busiest = thread;
      }
      if (!busiest) return;
      const taken = busiest.flight.takeLast(busiest.flight.size >> 1);
      if (taken.size === 0) return;
      this.counters.stolen += taken.size;
      this.#send(idle, taken, taken.size);
    }
  }

  #send(thread: Thread, list: TaskList, count: number): void {
    let task = list.first;
    for (let left = count; task && left > 0; left -= 1) {
      if (task.timeout > 0) this.#watchDeadline(task);
      task = task.next;
    }
    thread.send(list, count);
  }

  /**
   * Small tasks go in large messages; of large ones only what keeps the thread from waiting, so
   * that they stay in order and their arguments are not copied long before they are needed.
   */
  #window(): number {
    const tasks = Math.ceil(AHEAD_MS / Math.max(this.#mean, 0.001));
    return Math.max(this.settings.concurrency + 1, Math.min(tasks, MAX_WINDOW));
  }

  #grow(): void {
    const { maxThreads } = this.settings;
    const wanted = Math.min(maxThreads, this.#pending);
    while (this.threads.size < wanted) {
      // Threads stuck in native code cannot be ended at once; they must not pile up.
      if (this.threads.size + this.ending.size >= maxThreads * 2) return;
      if (this.#barren > 0 || this.#startFailedAt !== -Infinity) {
        // Something is wrong with starting: one try at a time, and none while others can serve.
        if (this.#hasStarting()) return;
        const sinceFailure = performance.now() - this.#startFailedAt;
        if (this.threads.size > 0 && sinceFailure < RETRY_START_MS) return;
      }
      if (!this.#start()) return;
    }
  }

  #hasStarting(): boolean {
    for (const thread of this.threads) if (!thread.ready) return true;
    return false;
  }

  #start(): boolean {
    try {
      this.#neutral(() => this.threads.add(new Thread(this)));
      this.counters.created += 1;
      return true;
    } catch (error) {
      this.#startFailedAt = performance.now();
      if (this.threads.size === 0) this.#giveUp(error, true);
      return false;
    }
  }

  /** Fails the queue when no thread serves and this death says that the next would be the same. */
  #considerGivingUp(thread: Thread, begun: boolean): void {
    if (thread.loaded && (begun || thread.answered > 0)) {
      this.#barren = 0;
      return;
    }
    if (!['crashed', 'exited', 'load-failed'].includes(thread.reason!)) return;
    this.#barren += 1;
    if (!thread.loaded) this.#startFailedAt = performance.now();
    // While another starts or serves, the tasks may still have their turn.
    if (this.threads.size > 0) return;
    if (!thread.loaded || this.#barren >= MAX_BARREN) this.#giveUp(causeOf(thread), thread.loaded);
  }

  #giveUp(cause: unknown, loaded: boolean): void {
    for (const task of this.queue) {
      this.#reject(task, cannotStart(task, this.settings.module, cause, loaded));
    }
  }

  /** What the thread had not begun goes back to the head of the queue, in order. */
  #strand(thread: Thread): void {
    for (const task of thread.flight.takeAll().toReversed()) {
      task.strandings += 1;
      if (task.transfer) {
        this.#reject(task, transferLost(task, thread));
      } else if (task.strandings > MAX_STRANDINGS) {
        this.#reject(task, cannotStart(task, this.settings.module, causeOf(thread), true));
      } else {
        this.counters.rerun += 1;
        this.queue.unshift(task);
      }
    }
  }

  #abort(task: Task, reason: unknown): void {
    const { thread } = task;
    if (thread && !thread.flight.takeBack(task)) {
      thread.flight.remove(task);
      this.#end(thread, 'aborted');
    }
    this.counters.aborted += 1;
    this.#unlist(task);
    this.#forget(task);
    task.reject(new TaskAbortError(task.name, reason));
    this.#flushSoon();
  }

  #watchDeadline(task: Task): void {
    if (task.timeout > 0) this.#deadlines.within(task.timeout, performance.now());
  }

  /** Ends the threads of tasks that ran too long. Returns the ms to the next look. */
  #expire(): number {
    const clock = this.#clock();
    let next = Infinity;
    for (const thread of this.threads) {
      for (const task of thread.flight.tasks) {
        if (task.timeout === 0) continue;
        const begun = thread.flight.hasBegun(task);
        const left = task.timeout - (begun ? thread.flight.elapsed(task, clock) : 0);
        if (left > 0) {
          next = Math.min(next, left);
          continue;
        }
        this.counters.timedOut += 1;
        this.#end(thread, 'timeout');
        this.#reject(task, new TaskTimeoutError(task.name, task.timeout));
        break;
      }
    }
    this.#flushSoon();
    return next;
  }

  #end(thread: Thread, reason: RetireReason): void {
    this.threads.delete(thread);
    this.ending.add(thread);
    thread.end(reason);
    this.#strand(thread);
  }

  #becameIdle(thread: Thread): void {
    thread.idleSince = performance.now();
    const { idleTimeout, minThreads } = this.settings;
    if (idleTimeout === Infinity || this.threads.size <= minThreads) return;
    this.#idleness.within(idleTimeout, thread.idleSince);
  }

  #retireIdle(): number {
    const { idleTimeout, minThreads } = this.settings;
    const now = performance.now();
    let next = Infinity;
    for (const thread of this.threads) {
      if (this.threads.size <= minThreads) return Infinity;
      if (!thread.ready || thread.flight.size > 0 || thread.pinned) continue;
      const left = thread.idleSince + idleTimeout - now;
      if (left > 0) next = Math.min(next, left);
      else this.#end(thread, 'idle');
    }
    if (this.threads.size === 0 && this.#pending === 0) this.#keepAlive.clear();
    return next;
  }

  #reject(task: Task, error: Error): void {
    this.#unlist(task);
    this.counters.failed += 1;
    this.#forget(task);
    task.reject(error);
  }

  /** Takes the task from the list it is in. */
  #unlist(task: Task): void {
    if (task.thread) task.thread.flight.remove(task);
    else if (task.prev || task.next || this.queue.first === task) this.queue.remove(task);
  }

  /** The task settles now: nothing of it may stay behind. */
  #forget(task: Task): void {
    this.#signals.unwatch(task);
    this.#pending -= 1;
    if (this.#pending > 0) return;
    if (this.#pins === 0) this.#keepAlive.release();
    this.#quietSoon();
  }

  #isQuiet(): boolean {
    return this.#pending === 0 && this.ending.size === 0;
  }

  /** Callers that go on after a task may submit the next: it is quiet when they have not. */
  #quietSoon(): void {
    if (this.#waiters.length > 0) process.nextTick(this.#settleQuiet);
  }

  readonly #settleQuiet = (): void => {
    if (!this.#isQuiet()) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  };
}
