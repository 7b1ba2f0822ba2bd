import { expect, test } from 'vitest';
import { outOfMemory } from '../src/out-of-memory.ts';
import type { Sample, SignalVerdict } from '../src/types.ts';

const last = {
  rss: 400e6,
  limit: 512e6,
  isolates: [{ isolate: 'main', floor: 50e6, heapLimit: 150e6 }],
} as unknown as Sample;

const signal = (name: string, slopePerSecond: number, more: Partial<SignalVerdict> = {}) =>
  ({
    signal: name,
    verdict: 'leak',
    unit: 'bytes',
    slopePerSecond,
    ...more,
  }) as SignalVerdict;

const at = Array.from({ length: 40 }, (_, i) => i * 1_000);
const flat = at.map(() => 400e6);
const rising = at.map((ms) => 100e6 + ms * 7_500);

test('the process reaches its limit at the summed rate of what leaks', () => {
  const signals = [signal('main.external', 3e6), signal('workers.external', 4e6)];
  expect(outOfMemory(signals, last, at, flat)).toEqual({ seconds: 16, limit: 512e6 });
});

test('the limit of the main heap counts too, if it is nearer', () => {
  expect(outOfMemory([signal('main.floor', 1e6)], last, at, flat)).toEqual({
    seconds: 100,
    limit: 150e6,
  });
  expect(outOfMemory([signal('main.floor', 0.5e6)], last, at, flat)?.limit).toBe(150e6);
});

test('leaked threads cost what resident memory says', () => {
  const threads = signal('threads', 1, { unit: 'count' });
  const found = outOfMemory([threads], last, at, rising);
  expect(found?.limit).toBe(512e6);
  expect(found?.seconds).toBeCloseTo(112e6 / 7.5e6, 3);
  expect(outOfMemory([threads], last, at, flat)).toBeUndefined();
});

test('a leak that costs no memory, a suspicion, or resident memory alone end nothing', () => {
  const fds = signal('fds', 1, { unit: 'count' });
  expect(outOfMemory([fds], last, at, rising)).toBeUndefined();
  const suspect = signal('main.external', 1e6, { verdict: 'suspect' });
  expect(outOfMemory([suspect], last, at, rising)).toBeUndefined();
  expect(outOfMemory([], last, at, rising)).toBeUndefined();
});
