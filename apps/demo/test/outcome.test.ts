import { expect, test } from 'vitest';
import { decide } from '../src/story/outcome.ts';
import type { StoryRecord } from '../src/story/record.ts';
import { story } from '../src/scenarios/catalogue.ts';
import { judge } from '../src/story/truth.ts';
import { observationAt, provedRecord, suspectFor } from './support/record.ts';

const { planted } = story;

/** The outcome of a good run after one thing has gone otherwise. */
const after = (change: (record: StoryRecord) => void): ReturnType<typeof decide> => {
  const record = provedRecord();
  change(record);
  return decide(record);
};

test('proved when everything is as it should be', () => {
  expect(after(() => {})).toEqual({ outcome: 'proved', reasons: [] });
});

test.each<[string, 'failed' | 'undecided', RegExp, (record: StoryRecord) => void]>([
  [
    'the leaky service is called stable',
    'failed',
    /called stable/,
    (record) => {
      record.detection = undefined;
      record.judgement = undefined;
      record.services.leaky.verdict = observationAt(20, 'stable').verdict;
    },
  ],
  [
    'the verdict on the leaky service never comes',
    'undecided',
    /called suspect/,
    (record) => {
      record.detection = undefined;
      record.judgement = undefined;
      record.services.leaky.verdict = observationAt(20, 'suspect').verdict;
    },
  ],
  [
    'a culprit is not named',
    'failed',
    /not named/,
    (record) => {
      record.judgement = judge(
        planted.slice(1).map((leak) => suspectFor(leak)),
        planted,
      );
    },
  ],
  [
    'something is accused in the fixed service',
    'failed',
    /accused in the fixed/,
    (record) => {
      record.services.fixed.suspects = [suspectFor(planted[0]!)];
    },
  ],
  [
    'the fixed service is called a leak',
    'failed',
    /called a leak/,
    (record) => {
      record.services.fixed.verdict = observationAt(20, 'leak').verdict;
    },
  ],
  [
    'the fixed service has too little data',
    'undecided',
    /called insufficient/,
    (record) => {
      record.services.fixed.verdict = observationAt(20, 'insufficient').verdict;
    },
  ],
  [
    'a snapshot is refused',
    'undecided',
    /refused: no room/,
    (record) => {
      record.refused = 'no room';
      record.judgement = undefined;
    },
  ],
  [
    'the fixed service leaves a worker',
    'failed',
    /1 workers left/,
    (record) => {
      record.services.fixed.residue = { ...record.services.fixed.residue!, workers: 1 };
    },
  ],
  [
    'the fixed service leaves a handle',
    'failed',
    /handles left: Timeout/,
    (record) => {
      record.services.fixed.residue = { ...record.services.fixed.residue!, handles: ['Timeout'] };
    },
  ],
  [
    'the fixed service leaves a file open',
    'failed',
    /fds left/,
    (record) => {
      record.services.fixed.residue = { ...record.services.fixed.residue!, fds: 21 };
    },
  ],
  [
    'the fixed service has to be ended by force',
    'failed',
    /by itself/,
    (record) => {
      record.services.fixed.ending = { code: 70, signal: null, byItself: false };
    },
  ],
])('when %s: %s', (_, outcome, reason, change) => {
  const decided = after(change);
  expect(decided.outcome).toBe(outcome);
  expect(decided.reasons.join('\n')).toMatch(reason);
});
