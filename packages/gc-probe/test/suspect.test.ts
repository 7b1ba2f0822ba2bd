import { expect, test } from 'vitest';
import { createProbe, SnapshotGuard } from '../src/index.ts';
import type { Guarded, SnapshotBudget, Verdict } from '../src/index.ts';

test('a suspicion comes once, with what a snapshot would cost, before the leak is sure', async () => {
  const told: { verdict: Verdict; budget: SnapshotBudget }[] = [];
  const kinds: string[] = [];
  let count = 0;
  using probe = createProbe({
    settle: 1,
    minFloors: 6,
    workers: false,
    watch: { count: () => (count += 1) },
    onSuspect: (verdict, budget) => told.push({ verdict, budget }),
    onVerdict: ({ verdict }) => kinds.push(verdict),
  });
  while (kinds.at(-1) !== 'leak') await probe.quiescent();
  expect(kinds.filter((kind) => kind === 'suspect')).toHaveLength(1);
  expect(told).toHaveLength(1);
  expect(told[0]?.verdict.verdict).toBe('suspect');
  expect(told[0]?.verdict.signals[0]?.signal).toBe('count');
  expect(told[0]?.budget.needed).toBeGreaterThan(1e6);
  expect(told[0]?.budget.reason).toMatch(/snapshot/);
});

test('a guard takes the snapshot that fits and refuses the next one', async () => {
  const guard = new SnapshotGuard();
  const results: Promise<Guarded<string>>[] = [];
  let count = 0;
  using probe = createProbe({
    settle: 1,
    minFloors: 6,
    workers: false,
    watch: { count: () => (count += 1) },
    onSuspect: () => results.push(guard.take(() => 'written', { heapUsed: 1, limit: 1e9, rss: 1 })),
  });
  while (probe.verdict().verdict !== 'leak') await probe.quiescent();
  results.push(guard.take(() => 'again', { heapUsed: 1, limit: 1e9, rss: 1 }));
  const [first, second] = await Promise.all(results);
  expect(first).toEqual({ taken: true, value: 'written' });
  expect(second?.taken).toBe(false);
});
