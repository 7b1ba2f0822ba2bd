import { BroadcastError, type PoolError } from '../errors.ts';
import type { Ledger } from '../tasks/ledger.ts';
import { TaskList } from '../tasks/task-list.ts';
import { Task } from '../tasks/task.ts';
import type { Thread } from '../threads/thread.ts';

/** What one thread gave. */
export interface BroadcastResult<R = unknown> {
  readonly threadId: number;
  readonly value: R;
}

/** One call of `pool.broadcast()`. */
export interface Announcement {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

export interface BroadcastsOwner {
  readonly ledger: Ledger;
  readonly supply: {
    readonly threads: ReadonlySet<Thread>;
    end(thread: Thread, why: 'init-failed'): void;
  };
  /** The thread has run what it must before its first task. */
  onGreeted(thread: Thread): void;
}

/** Runs a function on every thread: tasks that are bound to theirs, and die with it. */
export class Broadcasts {
  readonly #owner: BroadcastsOwner;
  /** What threads run that are added later, by name: the last of each. */
  readonly #later: Map<string, Announcement> = new Map();

  constructor(owner: BroadcastsOwner) {
    this.#owner = owner;
  }

  /** Resolves when every thread has given its result; rejects when all have, and one failed. */
  async run(announcement: Announcement, later: boolean): Promise<BroadcastResult[]> {
    const { name } = announcement;
    if (later) this.#later.set(name, announcement);
    const results: BroadcastResult[] = [];
    const failures: { threadId: number; error: PoolError }[] = [];
    const runs = Array.from(this.#owner.supply.threads, async (thread) => {
      const { threadId } = thread;
      try {
        results.push({ threadId, value: await this.#runOn(thread, announcement) });
      } catch (error) {
        failures.push({ threadId, error: error as PoolError });
      }
    });
    await Promise.all(runs);
    results.sort((a, b) => a.threadId - b.threadId);
    if (failures.length > 0) throw new BroadcastError(name, results, failures);
    return results;
  }

  /** A thread was created: it runs first what threads that are added later must. */
  greet(thread: Thread): void {
    for (const announcement of this.#later.values()) {
      thread.greetings += 1;
      this.#runOn(thread, { ...announcement, signal: undefined }).then(
        () => {
          thread.greetings -= 1;
          if (thread.greetings === 0) this.#owner.onGreeted(thread);
        },
        (error: unknown) => {
          if (thread.reason !== undefined) return;
          thread.failure = error;
          this.#owner.supply.end(thread, 'init-failed');
        },
      );
    }
  }

  #runOn(thread: Thread, { name, args, timeout, signal }: Announcement): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const task = new Task(
        name,
        args,
        undefined,
        timeout,
        0,
        undefined,
        undefined,
        resolve,
        reject,
      );
      task.bound = true;
      this.#owner.ledger.enter(task, signal);
      const list = new TaskList();
      list.push(task);
      // A thread that still starts finds it waiting, before all tasks.
      thread.send(list, 1);
    });
  }
}
