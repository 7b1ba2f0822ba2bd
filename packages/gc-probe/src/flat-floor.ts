import { InconclusiveError, InvalidArgumentError, LeakFoundError } from './errors.ts';
import { createProbe } from './probe.ts';
import type { SignalVerdict, Verdict } from './types.ts';

/** What `expectFlatFloor` runs, and what it lets pass. */
export interface FlatFloorOptions {
  /** Tasks a round. @default 101 */
  readonly tasks?: number;
  /**
   * Rounds, each of which ends with a floor; 20 at least, for below no verdict is possible. An
   * inconclusive run goes on for as many again, once.
   * @default 40
   */
  readonly rounds?: number;
  /** Further counters to judge, as in `createProbe`. */
  readonly watch?: Readonly<Record<string, () => number>>;
  /** What a task may leave behind by signal, for example `{ 'main.floor': 64 }` bytes. @default none */
  readonly budget?: Readonly<Record<string, number>>;
}

/**
 * Runs a task over and over and demands that nothing grows: no floor, no external memory, no
 * counter, in main and in attached workers. Judged by slopes over many rounds, never by the bytes
 * before and after, which inside a test runner differ by megabytes for reasons of its own.
 *
 * @returns the verdict, when it is flat.
 * @throws LeakFoundError when something leaks beyond its budget.
 * @throws InconclusiveError when it cannot tell.
 */
export async function expectFlatFloor(
  task: (index: number) => unknown,
  options: FlatFloorOptions = {},
): Promise<Verdict> {
  const { tasks = 101, rounds = 40, watch = {}, budget = {} } = options;
  check(task, tasks, rounds, budget);
  // Rounds drive it, not time: a window is as long as its floors take.
  using probe = createProbe({ settle: 1, watch, timeout: 10_000 });
  let done = 0;
  for (let round = 1; round <= 2 * rounds; round++) {
    for (let i = 0; i < tasks; i++) await task(done++);
    await probe.quiescent({ tasks: done });
    if (round < rounds) continue;
    const verdict = probe.verdict();
    const over = verdict.signals.filter((signal) => !isWithin(signal, budget));
    if (over.some((signal) => signal.verdict === 'leak')) throw new LeakFoundError(verdict);
    if (!over.some((signal) => signal.verdict === 'suspect')) {
      if (over.every((signal) => signal.verdict === 'stable')) return verdict;
    }
  }
  throw new InconclusiveError(probe.verdict());
}

function isWithin({ signal, slopePerTask }: SignalVerdict, budget: FlatFloorOptions['budget']) {
  return slopePerTask !== null && slopePerTask <= (budget?.[signal] ?? Number.NEGATIVE_INFINITY);
}

function check(task: unknown, tasks: number, rounds: number, budget: object): void {
  if (typeof task !== 'function') throw new InvalidArgumentError('task', 'a function', task);
  if (!Number.isInteger(tasks) || tasks < 1) {
    throw new InvalidArgumentError('tasks', 'a whole number, 1 or more', tasks);
  }
  if (!Number.isInteger(rounds) || rounds < 20) {
    throw new InvalidArgumentError('rounds', 'a whole number, 20 or more', rounds);
  }
  for (const [signal, allowed] of Object.entries(budget)) {
    if (!Number.isFinite(allowed)) {
      throw new InvalidArgumentError(`budget.${signal}`, 'a number a task', allowed);
    }
  }
}
