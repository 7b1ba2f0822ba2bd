import { expect, test } from 'vitest';
import {
  claim,
  createWords,
  elapsed,
  hasBegun,
  nextId,
  offer,
  SLOTS,
  takeBack,
  writeStart,
} from '../src/protocol/claims.ts';

test('exactly one side gets a task', () => {
  const words = createWords();
  offer(words, 5);
  expect(hasBegun(words, 5)).toBe(false);
  expect(claim(words, 5)).toBe(true);
  expect(hasBegun(words, 5)).toBe(true);
  expect([claim(words, 5), takeBack(words, 5)]).toEqual([false, false]);

  offer(words, 6);
  expect(takeBack(words, 6)).toBe(true);
  expect([claim(words, 6), takeBack(words, 6), hasBegun(words, 6)]).toEqual([false, false, false]);
});

test('an entry that was taken back cannot claim the task that has its slot now', () => {
  const words = createWords();
  offer(words, 7);
  takeBack(words, 7);
  offer(words, 7 + SLOTS);
  expect(claim(words, 7)).toBe(false);
  expect(claim(words, 7 + SLOTS)).toBe(true);
});

test('ids stay positive across the wrap', () => {
  expect(nextId(1)).toBe(2);
  expect(nextId(2 ** 31 - 1)).toBe(1);
});

test('time since the start is right across the wrap of 32 bits', () => {
  const words = createWords();
  writeStart(words, 3, 1000.7);
  expect(elapsed(words, 3, 1250.9)).toBe(250);
  writeStart(words, 3, 2 ** 31 - 100);
  expect(elapsed(words, 3, 2 ** 31 + 50)).toBe(150);
});
