import { expect, test } from 'vitest';
import { scenarioNamed, story } from '../src/scenarios/catalogue.ts';
import { judge } from '../src/story/truth.ts';

import { scoreboard } from '../src/terminal/scoreboard.ts';
import { provedRecord } from './support/record.ts';

const { planted } = story;

test('says what was detected, who it was, and that the fixed service is flat', () => {
  const text = scoreboard(provedRecord(), '/somewhere/report.html');
  expect(text).toContain('after 9.0 s and 360 tasks; first signal: threads');
  for (const { what, classNames } of planted)
    expect(text).toContain(`right     ${what}: ${classNames[0]}`);
  expect(text).toContain('called stable <by hand>');
  expect(text).toContain('PROVED');
  expect(text).toContain('Report: /somewhere/report.html');
});

test('shows the fix, line by line', () => {
  const text = scoreboard(provedRecord(), undefined);
  expect(text).toMatch(
    /The fix\n {2}service\/journal.ts\n {4}const n = 1 < 2;\n {2}- leaks\(\);\n {2}\+ cleans/,
  );
});

test('a control accuses nobody, and is not called leaky', () => {
  const record = { ...provedRecord(), scenario: scenarioNamed('object-cycle')! };
  Object.assign(record, { detection: undefined, judgement: judge([], []) });
  const text = scoreboard(record, undefined);
  expect(text).toContain('Nobody was accused');
  expect(text).toContain('PROVED: it looked like a leak, and nobody was accused');
  expect(text).not.toMatch(/leaky|fixed|Identified/);
});

test('says why a run did not prove anything', () => {
  const record = provedRecord();
  record.outcome = 'undecided';
  record.reasons = ['the leaky service was called suspect'];
  expect(scoreboard(record, undefined)).toMatch(
    /UNDECIDED.*\n {2}- the leaky service was called suspect/,
  );
});

test('lines of prose fit a terminal, and there is no colour where there is none', () => {
  const record = provedRecord();
  const long = 'word '.repeat(100).trim();
  record.services.fixed.verdict = { ...record.services.fixed.verdict!, explanation: long };
  const text = scoreboard(record, undefined);
  for (const line of text.split('\n').filter((each) => each.includes('word'))) {
    expect(line.length).toBeLessThanOrEqual(100);
  }
  expect(text.match(/word/g)).toHaveLength(100);
  expect(text).not.toContain('\u001b');
});
