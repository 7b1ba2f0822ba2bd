import { expect, test } from 'vitest';
import { finds } from '../src/story/detection.ts';
import { observationAt, provedRecord } from './support/record.ts';

/** A look at so many workers with nothing to do. */
const withWorkers = (workers: number, verdict: 'suspect' | 'leak') => {
  const observation = observationAt(10, verdict);
  return { ...observation, sample: { ...observation.sample, workers } };
};

test('a leak is found by its verdict', () => {
  expect(finds(provedRecord(), withWorkers(4, 'leak'))).toBe(true);
  expect(finds(provedRecord(), withWorkers(4, 'suspect'))).toBe(false);
});

test('where looks are too slow for a verdict, ten times the workers that there should be are enough', () => {
  expect(finds(provedRecord(), withWorkers(40, 'suspect'))).toBe(false);
  expect(finds(provedRecord(), withWorkers(41, 'suspect'))).toBe(true);
});
