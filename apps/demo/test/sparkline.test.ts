import { expect, test } from 'vitest';
import { sparkline } from '../src/terminal/sparkline.ts';

test('climbs from the lowest bar to the highest', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 0, 7, 8)).toBe('▁▂▃▄▅▆▇█');
});

test('a flat line stays at the bottom of a scale that another series stretches', () => {
  expect(sparkline([1, 1, 1], 1, 100, 8)).toBe('▁▁▁');
});

test('squeezes many values to the width, the newest last', () => {
  const values = Array.from({ length: 1000 }, (_, index) => index);
  const line = sparkline(values, 0, 999, 10);
  expect(line).toHaveLength(10);
  expect(line.at(-1)).toBe('█');
});

test('a constant series has no height', () => {
  expect(sparkline([5, 5], 5, 5, 4)).toBe('▁▁');
});
