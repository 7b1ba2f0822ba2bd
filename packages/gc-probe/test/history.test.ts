import { expect, test } from 'vitest';
import { History } from '../src/history.ts';

const row = (at: number, values: Record<string, number>, events: Record<string, number> = {}) => ({
  at,
  tasks: at,
  events,
  values: new Map(Object.entries(values)),
});

test('a signal that shows up late was 0 before', () => {
  const history = new History(1_000);
  history.add(row(1, { a: 5 }));
  history.add(row(2, { a: 6, b: 3 }));
  expect(history.values('b')).toEqual([0, 3]);
  expect(history.values('unknown')).toEqual([]);
});

test('a signal or event that is absent keeps its last value', () => {
  const history = new History(1_000);
  history.add(row(1, { a: 5 }, { failure: 2 }));
  history.add(row(2, { b: 1 }));
  expect(history.values('a')).toEqual([5, 5]);
  expect(history.columns().events.get('failure')).toEqual([2, 2]);
});

test('gets coarser when full, keeping minima, while it spans too little time', () => {
  const history = new History(1_000, { capacity: 8 });
  for (let i = 0; i < 9; i++) history.add(row(i, { a: 100 - i }));
  expect(history.columns().at).toEqual([1, 3, 5, 7, 8]);
  expect(history.values('a')).toEqual([99, 97, 95, 93, 92]);
});

test('is as fine in its oldest part as in its newest, however many samples', () => {
  const history = new History(1_000, { capacity: 16 });
  for (let i = 1; i <= 300; i++) history.add(row(i, { a: i }));
  const { at } = history.columns();
  // 300 samples in at most 16 rows of 32; the last one is not complete yet.
  expect(at).toEqual([32, 64, 96, 128, 160, 192, 224, 256, 288, 300]);
  expect(history.values('a')).toEqual([1, 33, 65, 97, 129, 161, 193, 225, 257, 289]);
});

test('forgets its oldest quarter when full and long enough', () => {
  const history = new History(1, { capacity: 8 });
  for (let i = 0; i < 9; i++) history.add(row(i * 10, { a: i }));
  expect(history.values('a')).toEqual([2, 3, 4, 5, 6, 7, 8]);
  for (let i = 9; i < 1_000; i++) history.add(row(i * 10, { a: i }));
  expect(history.length).toBeLessThanOrEqual(8);
  expect(history.values('a').at(-1)).toBe(999);
});
