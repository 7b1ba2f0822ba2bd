import { expect, test } from 'vitest';
import { reportHtml } from '../src/report/html.ts';
import { metrics } from '../src/story/metrics.ts';
import { scenarioNamed, story } from '../src/scenarios/catalogue.ts';
import { judge } from '../src/story/truth.ts';

import { provedRecord, suspectFor } from './support/record.ts';

const { planted } = story;

const dataOf = (html: string): { culprits: { right: boolean }[]; series: { leaky: object[] } } =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!);

test('one file that asks nothing of the network', () => {
  const html = reportHtml(provedRecord());
  expect(html).not.toMatch(/(?:src|href)=|url\(|@import|https?:/);
});

test('a plot for every metric, with both services', () => {
  const html = reportHtml(provedRecord());
  expect(html.match(/<svg /g)).toHaveLength(metrics.length);
  expect(html.match(/<polyline class="leaky"/g)).toHaveLength(metrics.length);
  expect(html.match(/<polyline class="fixed"/g)).toHaveLength(metrics.length);
});

test('names the culprits with count, path and line', () => {
  const html = reportHtml(provedRecord());
  for (const { what, classNames, file } of planted) {
    expect(html).toContain(`<b>${classNames[0]}</b>`);
    expect(html).toContain(`${file!.split('/').slice(-3).join('/')}:12:3`);
    expect(html).toContain(what.replaceAll("'", '&#39;'));
  }
});

test('holds its numbers as JSON', () => {
  const { culprits, series } = dataOf(reportHtml(provedRecord()));
  expect(culprits.map(({ right }) => right)).toEqual([true, true, true, true]);
  expect(series.leaky).toHaveLength(2);
});

test('shows the lines that only one of the services has, and tells where it was made', () => {
  const html = reportHtml(provedRecord());
  expect(html).toContain('service/journal.ts');
  expect(html).toContain('const n = 1 &lt; 2;');
  expect(html).toContain('<span class="leaky-text">− leaks();</span>');
  expect(html).toContain('<span class="fixed-text">+ cleans();</span>');
  expect(dataOf(html)).toMatchObject({ fixes: [{ file: 'service/journal.ts' }] });
  for (const fact of ['v20.19.0, V8 11.3', 'linux-x64, 2 cores', '8.0 GB', 'story, seed 1']) {
    expect(html).toContain(fact);
  }
});

test('a counter that only this scenario has is plotted too', () => {
  const record = provedRecord();
  for (const { observations } of Object.values(record.services)) {
    for (const { sample } of observations) Object.assign(sample, { counters: { pending: 7 } });
  }
  const html = reportHtml(record);
  expect(html.match(/<svg /g)).toHaveLength(metrics.length + 1);
  expect(dataOf(html).series.leaky[0]).toMatchObject({ pending: 7 });
});

test('a control is called so, and its twin plain', () => {
  const record = { ...provedRecord(), scenario: scenarioNamed('lru-cache')! };
  record.judgement = judge([], []);
  const html = reportHtml(record);
  expect(html).toContain('control beside plain');
  expect(html).toContain('What the control does');
  expect(html).not.toMatch(/>(?:leaky|fixed)|(?:leaky|fixed) (?:service|from|beside)/);
});

test('text of the program under test cannot become markup', () => {
  const record = provedRecord();
  const [leak] = planted;
  record.services.fixed.suspects = [suspectFor(leak!, { name: '</script><img src=x>' })];
  const html = reportHtml(record);
  expect(html).not.toContain('<img');
  expect(dataOf(html)).toMatchObject({ suspectsInFixed: [{ class: '</script><img src=x>' }] });
});

test('a run that ended before the comparison has a report too', () => {
  const record = provedRecord();
  Object.assign(record, { judgement: undefined, detection: undefined, between: undefined });
  record.outcome = 'undecided';
  record.reasons = ['the leaky service was called insufficient'];
  expect(reportHtml(record)).toContain('the leaky service was called insufficient');
});
