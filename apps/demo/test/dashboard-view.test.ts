import { expect, test } from 'vitest';
import { pageHtml } from '../src/dashboard/page-html.ts';
import { drawnMarks } from '../src/dashboard/view/apply.ts';
import { formatSeconds, formatValue } from '../src/dashboard/view/format.ts';
import { columnsOf, nameOf, plots, type Plot } from '../src/dashboard/view/plots.ts';
import {
  announcement,
  culpritSummary,
  latestValues,
  rateOf,
  stepsOf,
  tableOf,
} from '../src/dashboard/view/words.ts';
import type { Culprit, Mark, State, VerdictView } from '../src/dashboard/view/wire.ts';
import { emptyState, lookAt } from './support/dashboard-state.ts';

const plot = (id: string): Plot => plots.find((each) => each.id === id)!;
const verdict = (kind: VerdictView['kind']): VerdictView => ({
  kind,
  at: 9,
  tasks: 360,
  signal: 'listeners',
  explanation: '',
});
const culprit = { right: true, planted: 'x' } as Culprit;
const twoLooks = [lookAt(1, 'leaky'), lookAt(1.5, 'fixed')];

test.each([
  [865_400_000, 'bytes', '865 MB'],
  [8_400_000, 'bytes', '8.4 MB'],
  [4096, 'bytes', '4.1 KB'],
  [0, 'bytes', '0 B'],
  [17, 'count', '17'],
  [2.5, 'count', '2.5'],
  [0.42, 'ms', '0.4 ms'],
  [1571.2, 'ms', '1571 ms'],
] as const)('%d %s reads %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});

test.each([
  [0, '0 s'],
  [83.4, '83 s'],
  [120, '2 min'],
  [245, '4 min 5 s'],
])('%d seconds read %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test('each plot has a line of both services for each figure, as the kinds of lines differ', () => {
  for (const { lines, id } of plots) {
    const made = lines(twoLooks);
    expect(made.length, id).toBeGreaterThanOrEqual(2);
    expect(new Set(made.map(({ key }) => key)).size).toBe(made.length);
    const looksOfSide = made.map(({ side, dash }) => `${side} ${dash}`);
    expect(new Set(looksOfSide).size, `${id}: lines that look the same`).toBe(made.length);
  }
});

test('points go into columns: the other service has none at that moment', () => {
  const rss = plot('rss');
  const [times, leaky, fixed] = columnsOf(twoLooks, rss.lines(twoLooks));
  expect(times).toEqual([1, 1.5]);
  expect(leaky).toEqual([101e6, null]);
  expect(fixed).toEqual([null, 51.5e6]);
});

test('floors have a line for each isolate that is there, numbers in order, not more than six', () => {
  const floors = { 'worker-10': 1, main: 2, 'worker-9': 3 };
  const keys = plot('floors')
    .lines([lookAt(1, 'leaky', { floors })])
    .map(({ key }) => key);
  expect(keys).toEqual(['leaky main', 'leaky worker-9', 'leaky worker-10']);
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`worker-${at}`, at]));
  expect(plot('floors').lines([lookAt(1, 'leaky', { floors: many })])).toHaveLength(6);
});

test('an isolate that is gone leaves its line while there is room', () => {
  const looks = [
    lookAt(1, 'fixed', { floors: { main: 1, 'worker-1': 1 } }),
    lookAt(2, 'fixed', { floors: { main: 1, 'worker-2': 7 } }),
  ];
  const lines = plot('floors').lines(looks);
  expect(lines.map(({ what }) => what)).toEqual(['main', 'worker-1', 'worker-2']);
  expect(columnsOf(looks, lines)[3]).toEqual([null, 7]);
});

test('the newest values are told in words', () => {
  const state = emptyState({ looks: [...twoLooks, lookAt(2, 'leaky')] });
  const rss = plot('rss');
  expect(latestValues(state, rss, rss.lines(state.looks))).toBe('leaky 102 MB, fixed 51.5 MB');
  const latency = plot('latency');
  expect(latestValues(state, latency, latency.lines(state.looks))).toBe(
    'leaky p99 70.5 ms, fixed p99 70.5 ms, leaky p50 5.3 ms, fixed p50 5.3 ms',
  );
  expect(latestValues(emptyState(), rss, rss.lines([]))).toBe('');
});

test('a plot as a table: moments evenly over the run, newest first, a column a line', () => {
  const looks = Array.from({ length: 20 }, (_, at) => lookAt(at, at % 2 ? 'fixed' : 'leaky'));
  const state = emptyState({ looks });
  const rss = plot('rss');
  const { head, rows } = tableOf(state, rss, rss.lines(looks));
  expect(head).toEqual(['time', 'leaky', 'fixed']);
  expect(rows).toHaveLength(10);
  expect(rows[0]).toEqual(['19 s', '118 MB', '69.0 MB']);
  expect(rows.at(-1)).toEqual(['0 s', '100 MB', '–']);
  expect(tableOf(emptyState(), rss, rss.lines([])).rows).toEqual([]);
});

test('the rate is that of the last seconds', () => {
  const looks = [
    lookAt(0, 'leaky'),
    lookAt(10, 'leaky', { tasks: 0 }),
    lookAt(14, 'leaky', { tasks: 60 }),
  ];
  expect(rateOf(looks, 'leaky')).toBe(15);
  expect(rateOf(looks, 'fixed')).toBe(0);
  expect(rateOf(looks.slice(0, 1), 'leaky')).toBe(0);
});

test.each<[string, Partial<State>, string]>([
  ['at the start', {}, 'now ahead ahead ahead'],
  ['under load', { looks: twoLooks }, 'done now ahead ahead'],
  [
    'when a leak is called one',
    { looks: twoLooks, verdicts: { leaky: verdict('leak'), fixed: null } },
    'done done now ahead',
  ],
  ['while snapshots are taken', { looks: twoLooks, phase: 'gathering' }, 'done done now ahead'],
  ['while they are compared', { looks: twoLooks, phase: 'comparing' }, 'done done done now'],
  [
    'when the culprits are known',
    { looks: twoLooks, phase: 'watching', culprits: { leaky: [culprit], fixed: [] } },
    'done done done done',
  ],
])('the steps of the story %s', (_, more, expected) => {
  const steps = stepsOf(emptyState(more));
  expect(steps.map(({ is }) => is).join(' ')).toBe(expected);
});

test('a control that is called stable is decided upon', () => {
  const scenario = { id: 'lru-cache', title: 'a cache', kind: 'control' as const };
  const verdicts = { leaky: verdict('stable'), fixed: null };
  const state = emptyState({ looks: twoLooks, scenario, verdicts });
  expect(stepsOf(state).map(({ is }) => is)).toEqual(['done', 'done', 'now', 'ahead']);
  expect([nameOf(state, 'leaky'), nameOf(state, 'fixed')]).toEqual(['control', 'plain']);
});

test('says aloud what was decided and done, and nothing that happens all the time', () => {
  const mark = (kind: Mark['kind']): Mark => ({
    at: 1,
    side: 'leaky',
    kind,
    text: `it is ${kind}`,
  });
  expect(announcement({ is: 'mark', mark: mark('leak') })).toBe('it is leak');
  expect(announcement({ is: 'mark', mark: mark('cured') })).toBe('it is cured');
  expect(announcement({ is: 'mark', mark: mark('snapshot') })).toBeUndefined();
  expect(announcement({ is: 'look', look: lookAt(1, 'leaky') })).toBeUndefined();
  const kinds = (['leak', 'note', 'snapshot', 'named'] as const).map(mark);
  expect(drawnMarks(kinds).map(({ kind }) => kind)).toEqual(['leak', 'snapshot']);
});

test('sums the culprits up', () => {
  expect(culpritSummary(emptyState())).toMatch(/^No snapshots yet/);
  expect(culpritSummary(emptyState({ phase: 'gathering' }))).toMatch(/being taken/);
  const culprits = { leaky: [culprit, { ...culprit, right: false }], fixed: [] };
  expect(culpritSummary(emptyState({ culprits }))).toBe(
    '2 accused in the leaky service, 1 of them planted there. Nobody is accused in the fixed service.',
  );
});

test('the page carries no script, style or handler of its own, and nothing from elsewhere', () => {
  const html = pageHtml();
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:|https?:/);
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/page.js">']);
  for (const { id, title } of plots) expect(html).toContain(`id="plot-${id}-title">${title}`);
});
