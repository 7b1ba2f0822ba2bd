import { ArgumentError } from '../errors.ts';
import type { Suspect } from './rank.ts';
import type { ComparisonRow } from './comparison-row.ts';

/** Growth that is allowed between two snapshots, summed over all isolates. */
export interface Budget {
  /** Name of the format, for files. */
  schema?: 'watertight.snapshot-diff.budget/1';
  /** Bytes that all heaps together may grow by. */
  totalBytes?: number;
  /**
   * By name or key of a class: how many objects and bytes more are allowed. A class that stays within
   * its limits is no suspect, whatever multiple it grew by. A plain number limits the objects.
   */
  classes?: Readonly<Record<string, number | ClassBudget>>;
}

export interface ClassBudget {
  /** Objects more than before. */
  count?: number;
  /** Bytes of the objects themselves more than before. */
  bytes?: number;
}

/** One limit that was passed. */
export interface Overrun {
  /** Name of the class; undefined for the whole. */
  name: string | undefined;
  what: 'count' | 'bytes';
  limit: number;
  actual: number;
}

/** Part of a comparison that a budget limits. */
export interface Spending {
  isolates: readonly {
    before: { bytes: number };
    after: { bytes: number };
    rows: readonly ComparisonRow[];
  }[];
  suspects: readonly Suspect[];
  growing: readonly Suspect[];
}

const SCHEMA = 'watertight.snapshot-diff.budget/1';

/**
 * Reads a budget from parsed JSON.
 *
 * @throws {ArgumentError} that names the first field that no budget has
 */
export function readBudget(value: unknown): Budget {
  const budget = record(value, 'the budget');
  for (const [name, entry] of Object.entries(budget)) {
    if (name === 'schema') {
      if (entry !== SCHEMA) throw bad('schema', entry, `"${SCHEMA}"`);
    } else if (name === 'totalBytes') limit('totalBytes', entry);
    else if (name === 'classes') {
      for (const [key, allowed] of Object.entries(record(entry, 'classes'))) {
        if (typeof allowed === 'number') limit(`classes["${key}"]`, allowed);
        else classBudget(key, record(allowed, `classes["${key}"]`));
      }
    } else throw bad(name, entry, 'one of schema, totalBytes, classes');
  }
  return budget as Budget;
}

function classBudget(key: string, allowed: Record<string, unknown>): void {
  for (const [what, value] of Object.entries(allowed)) {
    if (what !== 'count' && what !== 'bytes') {
      throw bad(`classes["${key}"].${what}`, value, 'count or bytes');
    }
    limit(`classes["${key}"].${what}`, value);
  }
}

/** What went over the budget, in its order; empty when all stayed within. */
export function overrunsOf(budget: Budget, { isolates, suspects, growing }: Spending): Overrun[] {
  const found: Overrun[] = [];
  const check = (
    name: string | undefined,
    what: Overrun['what'],
    allowed: number | undefined,
    actual: number,
  ): void => {
    if (allowed !== undefined && actual > allowed) {
      found.push({ name, what, limit: allowed, actual });
    }
  };
  const total = isolates.reduce((sum, { before, after }) => sum + after.bytes - before.bytes, 0);
  check(undefined, 'bytes', budget.totalBytes, total);
  for (const [name, allowed] of Object.entries(budget.classes ?? {})) {
    const limits = typeof allowed === 'number' ? { count: allowed } : allowed;
    const named = (one: { name: string; key: string }): boolean =>
      one.name === name || one.key === name;
    const rows = isolates.flatMap((isolate) => isolate.rows.filter(named));
    // The closures of one function have no row of their own.
    const parts =
      rows.length > 0
        ? rows.map((row) => ({ count: row.delta, bytes: row.sizeDelta }))
        : [...suspects, ...growing]
            .filter(named)
            .map((one) => ({ count: one.delta, bytes: one.shallowSize }));
    const sum = (what: 'count' | 'bytes'): number =>
      parts.reduce((all, part) => all + part[what], 0);
    check(name, 'count', limits.count, sum('count'));
    check(name, 'bytes', limits.bytes, sum('bytes'));
  }
  return found;
}

/** Suspects that the budget does not allow for. */
export function notAllowed<T extends Pick<Suspect, 'name' | 'key'>>(
  suspects: readonly T[],
  budget: Budget | undefined,
): T[] {
  const { classes = {} } = budget ?? {};
  return suspects.filter(
    ({ name, key }) => !Object.hasOwn(classes, name) && !Object.hasOwn(classes, key),
  );
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw bad(what, value, 'an object');
}

function limit(what: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw bad(what, value, 'a number of 0 or more');
  }
}

function bad(what: string, value: unknown, expected: string): ArgumentError {
  const shown = JSON.stringify(value) ?? String(value);
  return new ArgumentError(`budget: ${what} is ${shown.slice(0, 80)}, expected ${expected}`);
}
