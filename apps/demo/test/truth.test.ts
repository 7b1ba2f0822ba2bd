import { expect, test } from 'vitest';
import { story } from '../src/scenarios/catalogue.ts';
import { judge } from '../src/story/truth.ts';
import { suspectFor } from './support/record.ts';

const { planted } = story;

const all = planted.map((leak) => suspectFor(leak));

test('right when each planted leak is named at its file and nothing else is', () => {
  const judgement = judge(all, planted);
  expect(judgement.right).toBe(true);
  expect(judgement.judged.map(({ right }) => right)).toEqual([true, true, true, true]);
});

test.each(planted)('wrong when $id is not named', (leak) => {
  const judgement = judge(
    planted.filter((each) => each !== leak).map((each) => suspectFor(each)),
    planted,
  );
  expect(judgement.right).toBe(false);
  expect(judgement.judged.find((each) => each.planted === leak)?.suspect).toBeUndefined();
});

test('wrong when the count per task is another', () => {
  const [first, ...rest] = planted;
  const judgement = judge(
    [suspectFor(first!, { k: 2 }), ...rest.map((leak) => suspectFor(leak))],
    planted,
  );
  expect(judgement.right).toBe(false);
  expect(judgement.unplanted).toHaveLength(1);
});

test('wrong when it is blamed on another isolate', () => {
  const cached = planted.find(({ classNames }) => classNames.includes('CachedResult'))!;
  const blamed = suspectFor(cached, { isolates: [{ isolate: 'main', threadId: 0, delta: 101 }] });
  expect(
    judge(
      all.map((suspect) => (suspect.name === 'CachedResult' ? blamed : suspect)),
      planted,
    ).right,
  ).toBe(false);
});

test('wrong when the source file is another', () => {
  const [first, ...rest] = all;
  const misplaced = { ...first!, location: { file: '/src/elsewhere.ts', line: 1, column: 1 } };
  const judgement = judge([misplaced, ...rest], planted);
  expect(judgement.right).toBe(false);
  expect(judgement.judged[0]).toMatchObject({ right: false, suspect: { name: first!.name } });
});

test('wrong when something is accused that was not planted', () => {
  const innocent = { ...all[0]!, name: 'Innocent' };
  const judgement = judge([...all, innocent], planted);
  expect(judgement.right).toBe(false);
  expect(judgement.unplanted.map(({ name }) => name)).toEqual(['Innocent']);
});
