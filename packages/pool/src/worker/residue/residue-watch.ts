import type { LeftBehind, ResidueReport } from '../../protocol/residue-report.ts';
import type { ResidueSettings } from '../../protocol/messages.ts';
import { isInternal, userFrame } from './call-stack.ts';
import { watchListeners } from './global-listeners.ts';
import { watchResources } from './live-resources.ts';
import { makeCollector } from './collector.ts';
import { MemorySamples, type Holder } from './memory-samples.ts';
import { watchFiles } from './open-files.ts';
import { owners, TaskRecord, type Trace } from './task-record.ts';

/** Tells what each run of a task leaves behind in this worker. Made only where it is asked for. */
export class ResidueWatch {
  readonly #settle: number;
  readonly #listeners: { arm(): void };
  readonly #collect = makeCollector();
  readonly #memory: MemorySamples | undefined;

  constructor({ settle, memory, ignore }: ResidueSettings) {
    this.#settle = settle;
    const ignored = new Set(ignore);
    watchResources(ignored);
    watchFiles(ignored);
    this.#listeners = watchListeners();
    if (memory !== Infinity) this.#memory = new MemorySamples(memory, this.#collect);
  }

  /** A task is about to begin; `alone` when no other runs, and then its memory can be told. */
  open(name: string, args: Holder, alone: boolean): TaskRecord {
    this.#listeners.arm();
    const record = new TaskRecord(name);
    if (alone) this.#memory?.begin(name, args);
    else this.#memory?.disturb();
    return record;
  }

  /** Runs a part of the task: all that is made in it is the task's. */
  run<T>(record: TaskRecord, part: () => T): T {
    return owners.run(record, part);
  }

  /** Another message came in while a task ran. */
  disturb(): void {
    this.#memory?.disturb();
  }

  /** The task and its clean-up are over. What is being closed is given time to close. */
  async close(record: TaskRecord, result: Holder): Promise<ResidueReport | undefined> {
    let left = suspects(record);
    if (left.length > 0) left = await this.#lookAgain(record);
    record.closed = true;
    record.traces.clear();
    // What Node.js itself still holds for a task that has just ended is gone after a turn.
    if (this.#memory?.isOpen) {
      this.#memory.sweep();
      await turns();
    }
    const growth = this.#memory?.end(record.name, result);
    if (left.length === 0 && !growth) return undefined;
    return {
      task: record.name,
      left: grouped(left),
      heapBytes: growth?.heap ?? 0,
      externalBytes: growth?.external ?? 0,
    };
  }

  /** Looks until nothing is left but what stays, or the time is over. */
  async #lookAgain(record: TaskRecord): Promise<Trace[]> {
    const unsure = (): boolean => !suspects(record).every(isSure);
    await turns();
    if (unsure()) {
      // Some are destroyed only when they are collected.
      this.#collect();
      await turns();
    }
    if (unsure()) {
      await this.#settled(record);
      await turns();
    }
    return suspects(record);
  }

  #settled(record: TaskRecord): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#settle);
      record.onClean = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A timer, a listener or a descriptor stays until somebody takes it away, and the task is over. */
function isSure({ kind: { type } }: Trace): boolean {
  return type === 'Timeout' || type === 'Immediate' || type === 'listener' || type === 'fd';
}

function suspects(record: TaskRecord): Trace[] {
  const left: Trace[] = [];
  for (const trace of record.traces) {
    if (!trace.isThere()) record.remove(trace);
    else if (!isOwned(trace)) left.push(trace);
  }
  return left;
}

/** It belongs to something that is seen by itself. */
function isOwned({ kind: { type }, stack }: Trace): boolean {
  if (type === 'Timeout' || type === 'Immediate') return isInternal(stack);
  return type === 'MESSAGEPORT' && /new Worker \(node:/.test(String(stack.stack));
}

function grouped(left: readonly Trace[]): LeftBehind[] {
  const groups = new Map<string, { -readonly [K in keyof LeftBehind]: LeftBehind[K] }>();
  for (const { kind, stack } of left) {
    const where = userFrame(stack);
    const key = JSON.stringify([kind, where]);
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { ...kind, count: 1, ...(where === undefined ? {} : { where }) });
  }
  return [...groups.values()];
}

/** Two turns: what was closed is destroyed in the first, and said to be in the second. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
