import { expect, test } from 'vitest';
import { Judge } from '../src/verdict.ts';
import type { VerdictKind } from '../src/types.ts';
import { isolate, sample } from './support/sample.ts';

const SETTLE = 60_000;
const WINDOWS = 4;

/** Verdicts on idle moments every `every` ms of a heap that gains so many bytes a second. */
function verdicts(every: number, perSecond: number): VerdictKind[] {
  const judge = new Judge(SETTLE, 12);
  const seen: VerdictKind[] = [];
  for (let at = 0; at <= WINDOWS * SETTLE; at += every) {
    const heap = isolate(0, 5e6 + (perSecond * at) / 1_000);
    // External memory is no part of this.
    const main = Object.assign(heap, { external: 0, externalFloor: 0 });
    judge.take(sample([], [], { at, tasks: at, isolates: [main] }), new Map());
    seen.push(judge.kind);
  }
  return seen;
}

// Histories hold 240 rows: of these, 80 s, 24 s and 20 minutes.
test.each([333, 100, 5_000])('samples every %i ms fill a settle window of 60 s', (every) => {
  const seen = verdicts(every, 0);
  const known = seen.indexOf('stable');
  // After the 40 % of the warm-up: 100 s.
  expect(known * every).toBeLessThan(2 * SETTLE);
  expect(new Set(seen.slice(known))).toEqual(new Set(['stable']));
});

test.each([333, 100, 2_000])('a leak is found in samples every %i ms', (every) => {
  const seen = verdicts(every, 10_000);
  expect(seen.at(-1)).toBe('leak');
  expect(seen).not.toContain('stable');
  expect(seen.indexOf('leak') * every).toBeLessThan(3.5 * SETTLE);
});
