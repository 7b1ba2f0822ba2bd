import { expect, test } from 'vitest';
import { catalogue, scenarioNamed } from '../src/scenarios/catalogue.ts';
import { worstOf, type StoryRecord } from '../src/story/record.ts';
import { judge } from '../src/story/truth.ts';
import { catalogueTable } from '../src/terminal/catalogue-table.ts';
import { provedRecord, suspectFor } from './support/record.ts';

/** A run of a scenario in which everything went as it should. */
function proved(id: string): StoryRecord {
  const scenario = scenarioNamed(id)!;
  const record = { ...provedRecord(), scenario };
  record.judgement = judge(
    scenario.planted.map((leak) => suspectFor(leak, { k: leak.k })),
    scenario.planted,
  );
  if (scenario.kind === 'control') record.detection = undefined;
  return record;
}

const records = catalogue.map(({ id }) => proved(id));

test('a line for each scenario: what gave it away, after how many tasks, and who was named', () => {
  const lines = catalogueTable(records).trimEnd().split('\n').slice(2);
  expect(lines.map((line) => line.trim().split(/\s+/)[0])).toEqual(catalogue.map(({ id }) => id));
  const line = (id: string): string => lines.find((each) => each.includes(` ${id} `))!;
  expect(line('fd-per-task')).toMatch(
    /threads +360 +file descriptor 1 per task +fixed stable +proved/,
  );
  expect(line('socket-per-task')).toMatch(/Socket 2 per task/);
  expect(line('lru-cache')).toMatch(/none +– +nobody +control leak +proved/);
});

test('columns stand below each other', () => {
  const lines = catalogueTable(records).trimEnd().split('\n').slice(1);
  const ends = lines.slice(1).map((line) => line.indexOf('proved'));
  expect(new Set(ends).size).toBe(1);
});

test('what speaks against a run stands below the table, and decides the exit code', () => {
  const [first, second] = [proved('story'), proved('lru-cache')];
  expect(worstOf([first, second])).toBe(0);
  Object.assign(second, { outcome: 'undecided', reasons: ['the control was called suspect'] });
  expect(worstOf([first, second])).toBe(2);
  Object.assign(first, { outcome: 'failed', reasons: ['wrongly accused: Innocent'] });
  expect(worstOf([first, second])).toBe(1);
  const text = catalogueTable([first, second]);
  expect(text).toContain('  - story: wrongly accused: Innocent');
  expect(text).toContain('  - lru-cache: the control was called suspect');
});
