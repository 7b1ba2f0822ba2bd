import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SampleRing } from '../src/sample-ring.ts';
import type { Sample } from '../src/types.ts';

const sample = (time: number, weight: number) =>
  ({ time, counters: { ['x'.repeat(weight)]: 1 } }) as unknown as Sample;

test('keeps the newest samples that fit, in order and whole', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 80 }), (weights) => {
      const ring = new SampleRing(1_000);
      for (const [time, weight] of weights.entries()) ring.add(sample(time, weight));
      const kept = ring.list();
      const expected = weights.map((weight, time) => sample(time, weight));
      expect(kept).toEqual(expected.slice(weights.length - kept.length));
      if (weights.length > 0) expect(kept.length).toBeGreaterThan(0);
    }),
  );
});

test('a sample larger than the ring is not kept, and harms no other', () => {
  const ring = new SampleRing(200);
  ring.add(sample(1, 10));
  ring.add(sample(2, 500));
  expect(ring.list()).toEqual([sample(1, 10)]);
});

test('readers get copies', () => {
  const ring = new SampleRing(1_000);
  ring.add(sample(1, 1));
  (ring.list()[0] as { time: number }).time = 99;
  expect(ring.list()[0]?.time).toBe(1);
});
