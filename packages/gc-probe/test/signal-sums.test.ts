import { expect, test } from 'vitest';
import { SignalSums } from '../src/floor.ts';
import { isolate, sample } from './support/sample.ts';

test('the base heap of a new worker is no growth; what it adds later is', () => {
  const sums = new SignalSums();
  expect(sums.take(sample([isolate(1, 500)])).bytes.get('workers.floor')).toBe(0);
  expect(sums.take(sample([isolate(1, 520), isolate(2, 900)])).bytes.get('workers.floor')).toBe(20);
  expect(sums.take(sample([isolate(1, 520), isolate(2, 930)])).bytes.get('workers.floor')).toBe(50);
});

test('a worker that ends takes its growth with it', () => {
  const sums = new SignalSums();
  sums.take(sample([isolate(1, 500), isolate(2, 500)]));
  sums.take(sample([isolate(1, 900), isolate(2, 510)]));
  const { bytes } = sums.take(sample([isolate(2, 510)]));
  expect(bytes.get('workers.floor')).toBe(10);
  expect(bytes.get('workers.external')).toBe(100);
  expect(sums.take(sample([])).bytes.get('workers.floor')).toBe(0);
});

test('a worker that did not answer keeps its last figures', () => {
  const sums = new SignalSums();
  sums.take(sample([isolate(1, 500)]));
  sums.take(sample([isolate(1, 900, 4)]));
  const { bytes, counts } = sums.take(sample([], ['worker-1']));
  expect(bytes.get('workers.floor')).toBe(400);
  expect(counts.get('workers.resources.Timeout')).toBe(4);
});

test('resources are summed as they are, and a type that vanished is 0', () => {
  const sums = new SignalSums();
  sums.take(sample([isolate(1, 500, 3), isolate(2, 500, 2)]));
  expect(sums.take(sample([isolate(1, 500, 5)])).counts.get('workers.resources.Timeout')).toBe(5);
  expect(sums.take(sample([])).counts.get('workers.resources.Timeout')).toBe(0);
});

test('what the system does not tell is no signal; watched counters are', () => {
  const { counts } = new SignalSums().take(sample([]));
  expect(counts.has('fds')).toBe(false);
  expect(counts.get('threads')).toBe(7);
  expect(counts.get('listeners')).toBe(3);
});
