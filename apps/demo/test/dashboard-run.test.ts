import { expect, test } from 'vitest';
import { latestLook } from '../src/dashboard/view/apply.ts';
import type { State } from '../src/dashboard/view/wire.ts';
import { DashboardRun } from './support/dashboard-run.ts';

const listeners = (state: State): number => latestLook(state.looks, 'leaky')?.listeners ?? 0;
const marks = ({ marks: all }: State, kind: string): number =>
  all.filter((mark) => mark.kind === kind).length;
const looksAt = ({ looks: all }: State, which: 'leaky' | 'fixed'): State['looks'] =>
  all.filter(({ side }) => side === which);
/** Looks at the leaky service so far. */
const looks = (state: State): number => looksAt(state, 'leaky').length;

test('a leak is cured and planted again while the service runs', async () => {
  using run = await DashboardRun.start('--scenario', 'listener-per-task');
  await run.listen();
  await run.until((state) => listeners(state) > 5);
  expect(await run.post('/switch', { leak: 'listener-per-task', on: false })).toEqual([204, '']);
  await run.until(({ switches }) => switches[0]!.on === false);
  expect(marks(run.state, 'cured')).toBe(1);

  // The first look after the cure may still hold what came before it.
  const cured = looks(run.state);
  const after = await run.until((state) => looks(state) > cured);
  const flat = latestLook(after.looks, 'leaky')!;
  const later = await run.until(
    (state) => latestLook(state.looks, 'leaky')!.tasks > flat.tasks + 10,
  );
  expect(listeners(later)).toBe(flat.listeners);

  expect(await run.post('/switch', { leak: 'listener-per-task', on: true })).toEqual([204, '']);
  await run.until((state) => listeners(state) > flat.listeners + 5);
  expect(marks(run.state, 'planted')).toBe(1);
  // On a busy machine the other service may have begun long after this one.
  const both = await run.until((state) => looksAt(state, 'fixed').length > 0);
  const fixed = looksAt(both, 'fixed').map((look) => look.listeners);
  expect(new Set(fixed)).toEqual(new Set([1]));
  expect(await run.post('/switch', { leak: 'lru-cache', on: true })).toEqual([
    400,
    expect.stringMatching(/lru-cache/),
  ]);
}, 1_200_000);

test('the detective comes when asked, and both services go on afterwards', async () => {
  using run = await DashboardRun.start('--scenario', 'listener-per-task');
  await run.listen();
  await run.until(({ phase }) => phase === 'watching');
  expect(await run.post('/investigate', {})).toEqual([204, '']);
  expect(await run.post('/investigate', {})).toEqual([
    409,
    expect.stringMatching(/at work already/),
  ]);
  expect(await run.post('/switch', { leak: 'listener-per-task', on: false })).toEqual([
    409,
    expect.stringMatching(/snapshots of the leaky service/),
  ]);
  const { culprits: found } = await run.until(
    ({ culprits }) => culprits.leaky !== null && culprits.fixed !== null,
  );
  expect(found.fixed).toEqual([]);
  expect(found.leaky).toMatchObject([
    { name: 'TaskContext', count: '1 per task', delta: 101, right: true, threads: 'main +101' },
  ]);
  await run.until(({ phase }) => phase === 'watching');
  const before = run.state.looks.length;
  await run.until((state) => looks(state) > 0 && state.looks.length > before + 2);
  expect(marks(run.state, 'snapshot')).toBe(2);
}, 1_200_000);

test('another scenario takes the place of the one that runs', async () => {
  using run = await DashboardRun.start('--scenario', 'lru-cache');
  await run.listen();
  await run.until((state) => looks(state) > 0);
  expect(await run.post('/restart', { scenario: 'x' })).toEqual([
    400,
    expect.stringMatching(/one of story/),
  ]);
  expect(await run.post('/restart', { scenario: 'results-kept' })).toEqual([204, '']);
  const begun = await run.until(({ scenario }) => scenario.id === 'results-kept');
  expect(begun.looks).toEqual([]);
  expect(begun.switches.map(({ leak }) => leak)).toEqual(['results-kept']);
  await run.until((state) => looks(state) > 0);
  // The dashboard and its two services: those of the first scenario are gone.
  expect(run.leftProcesses).toHaveLength(3);
}, 1_200_000);
