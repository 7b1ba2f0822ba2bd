import { expect, test } from 'vitest';
import { EventLog } from '../src/dashboard/http/event-log.ts';

function logOf(limit: number, count: number): EventLog {
  const log = new EventLog(limit);
  for (let event = 1; event <= count; event++) log.append(`event ${event}`);
  return log;
}

const textsAfter = (log: EventLog, id: number): string[] | undefined =>
  log.after(id)?.map(({ text }) => text);

test('gives what came after an event', () => {
  const log = logOf(10, 4);
  expect(log.last).toBe(4);
  expect(textsAfter(log, 2)).toEqual(['event 3', 'event 4']);
  expect(textsAfter(log, 4)).toEqual([]);
  expect(textsAfter(log, 0)).toHaveLength(4);
});

test('forgets the oldest, and says when it cannot tell all', () => {
  const log = logOf(3, 10);
  expect(textsAfter(log, 7)).toEqual(['event 8', 'event 9', 'event 10']);
  expect(textsAfter(log, 6)).toBeUndefined();
  expect(textsAfter(log, 11)).toBeUndefined();
});

test('has nothing to tell before the first event', () => {
  expect(logOf(3, 0).after(0)).toEqual([]);
});

test('knows its own names from those of another server', () => {
  const [log, other] = [logOf(10, 4), logOf(10, 4)];
  expect(log.numberOf(log.name(3))).toBe(3);
  expect(log.numberOf(other.name(3))).toBeUndefined();
  const name = log.name(3);
  for (const strange of [undefined, '', '3', `${name}x`, `${name}.5`, name.replace('.3', '.-3')]) {
    expect(log.numberOf(strange)).toBeUndefined();
  }
});
