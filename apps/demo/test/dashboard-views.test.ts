import { expect, test } from 'vitest';
import { culpritsOf, lookOf, switchesOf, verdictOf } from '../src/dashboard/views.ts';
import { overload } from '../src/dashboard/overload.ts';
import { scenarioNamed, story } from '../src/scenarios/catalogue.ts';
import { observationAt, suspectFor } from './support/record.ts';

const seen = (verdict: 'stable' | 'leak') => {
  const observation = observationAt(10, verdict);
  const recent = { waiting: 7, p50: 5.12345, p99: 9, pauses: { main: 1.23456, workers: 2 } };
  return { ...observation, recent };
};

test('a look carries what is plotted', () => {
  expect(lookOf('fixed', 10.00049, seen('stable'))).toEqual({
    side: 'fixed',
    at: 10,
    tasks: 400,
    failures: 1,
    rss: 100e6,
    threads: 14,
    fds: 30,
    workers: 4,
    listeners: 1,
    floors: { main: 8e6, 'worker-1': 5e6 },
    pauses: { main: 1.235, workers: 2 },
    waiting: 7,
    p50: 5.123,
    p99: 9,
  });
});

test('a verdict tells its first signal only when something fired', () => {
  const observation = seen('leak');
  const first = { signal: 'fds' } as never;
  const leak = verdictOf(10, observation, { ...observation.verdict, first });
  expect(leak).toMatchObject({ kind: 'leak', tasks: 400, signal: 'file descriptors' });
  const stable = seen('stable');
  expect(verdictOf(10, stable, { ...stable.verdict, first }).signal).toBeNull();
});

test('culprits stand beside what was planted; the others are false accusations', () => {
  const [planted] = story.planted;
  const stranger = suspectFor(planted!, { name: 'Stranger' });
  const found = culpritsOf('leaky', [suspectFor(planted!), stranger], [], [planted!]);
  expect(found).toMatchObject([
    { name: 'Worker', count: '1 per failure', planted: planted!.what, right: true, side: 'leaky' },
    { name: 'Stranger', planted: null, right: false },
  ]);
  expect(found[0]).toMatchObject({
    place: 'src/service/quarantine.ts:12:3',
    path: ['(root)', 'Worker'],
    threads: 'main +7',
    delta: 7,
  });
});

test('what is cured is not planted: who still names it is wrong', () => {
  const [planted] = story.planted;
  expect(culpritsOf('leaky', [suspectFor(planted!)], [], [])).toMatchObject([{ right: false }]);
});

test('there is a switch for each leak of a scenario, with what it does', () => {
  expect(switchesOf(story)).toHaveLength(4);
  expect(switchesOf(scenarioNamed('fd-per-task')!)).toEqual([
    { leak: 'fd-per-task', what: 'a file is opened per task and never closed', on: true },
  ]);
  expect(switchesOf(scenarioNamed('lru-cache')!)[0]).toMatchObject({ leak: 'lru-cache', on: true });
});

test('too much of anything is said', () => {
  const { sample } = seen('leak');
  expect(overload(sample)).toBeUndefined();
  expect(overload({ ...sample, rss: 1e12 })).toBe('1000000 MB resident');
  expect(overload({ ...sample, threads: 5000 })).toBe('5000 threads');
  expect(overload({ ...sample, threads: null, fds: 9999 })).toBe('9999 file descriptors');
});
