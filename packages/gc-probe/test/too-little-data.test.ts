import { expect, test } from 'vitest';
import { createProbe } from '../src/index.ts';
import { judged, moments } from './support/judged.ts';

test('a probe that has seen nothing says insufficient', () => {
  using probe = createProbe({ settle: 1_000 });
  const verdict = probe.verdict();
  expect(verdict).toMatchObject({ verdict: 'insufficient', floors: 0, signals: [], settle: 1_000 });
  expect(verdict.explanation).toContain('12 floors that span 1.0 s');
});

test('a few floors are never called stable', async () => {
  using probe = createProbe({ settle: 1 });
  for (let i = 0; i < 10; i++) {
    await probe.quiescent({ tasks: i });
    expect(probe.verdict().verdict).toBe('insufficient');
  }
});

test('floors in any number are insufficient before they span the settle window', () => {
  const at = moments(100);
  const { all } = judged({ at, values: at.map(() => 5e6) }, { settle: 60_000 });
  expect(new Set(all)).toEqual(new Set(['insufficient']));
});

test('12 floors after the warm-up, spanning the window, are enough', () => {
  const at = moments(21);
  const { all } = judged({ at, values: at.map(() => 5e6) }, { settle: 3_000 });
  expect(all.indexOf('stable')).toBe(18);
});

test('a heap that still rises materially, but not steadily, is insufficient', () => {
  const at = moments(40);
  const values = at.map((_, i) => 6e6 + 4e6 * (1 - Math.exp(-i / 25)));
  const { all } = judged({ at, values });
  expect(all).not.toContain('leak');
  expect(all.at(-1)).not.toBe('stable');
});
