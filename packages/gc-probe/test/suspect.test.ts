import { expect, test } from 'vitest';
import { createProbe, SnapshotGuard } from '../src/index.ts';
import type { Guarded, ProbeOptions, SnapshotBudget, Verdict } from '../src/index.ts';

/** A probe that finds a leak as soon as it may: a counter that rises with every look. */
function leaking(): ProbeOptions {
  let count = 0;
  return { settle: 1, minFloors: 6, workers: false, watch: { count: () => (count += 1) } };
}

test('each suspicion is told once, with what a snapshot would cost, before the leak is sure', async () => {
  const told: { verdict: Verdict; budget: SnapshotBudget }[] = [];
  const kinds: string[] = [];
  using probe = createProbe({
    ...leaking(),
    onSuspect: (verdict, budget) => told.push({ verdict, budget }),
    onVerdict: ({ verdict }) => kinds.push(verdict),
  });
  while (kinds.at(-1) !== 'leak') await probe.quiescent();
  // The heap of a test runner may be suspect for a while too.
  const suspicions = kinds.filter((kind) => kind === 'suspect').length;
  expect(told).toHaveLength(suspicions);
  expect(suspicions).toBeGreaterThanOrEqual(1);
  expect(told.at(-1)?.verdict.verdict).toBe('suspect');
  const counted = told.at(-1)?.verdict.signals.find(({ signal }) => signal === 'count');
  expect(counted?.verdict).toBe('suspect');
  expect(told[0]?.budget.needed).toBeGreaterThan(1e6);
  expect(told[0]?.budget.reason).toMatch(/snapshot/);
});

test('a guard takes the snapshot that fits and refuses the next one', async () => {
  const guard = new SnapshotGuard();
  const results: Promise<Guarded<string>>[] = [];
  using probe = createProbe({
    ...leaking(),
    onSuspect: () => results.push(guard.take(() => 'written', { heapUsed: 1, limit: 1e9, rss: 1 })),
  });
  while (probe.verdict().verdict !== 'leak') await probe.quiescent();
  results.push(guard.take(() => 'again', { heapUsed: 1, limit: 1e9, rss: 1 }));
  const [first] = await Promise.all(results);
  const second = await results.at(-1);
  expect(first).toEqual({ taken: true, value: 'written' });
  expect(second?.taken).toBe(false);
});
