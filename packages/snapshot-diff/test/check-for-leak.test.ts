import { checkForLeak, expectNoLeak } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';

class Entry {
  text = '';
  readonly id: number;
  constructor(id: number) {
    this.id = id;
  }
}
const short = { tasks: 23, warmup: 7, threads: 'main' } as const;

it('tells a cache that fills up from a leak, in its second round', async () => {
  const cache = new Map<number, Entry>();
  const check = await checkForLeak((id) => cache.size < 40 && cache.set(id, new Entry(id)), short);
  expect(check).toMatchObject({ verdict: 'no leak', rounds: 2, suspects: [], reasons: [] });
  expect(check.settled.map(({ name, delta }) => [name, delta])).toEqual([['Entry', 23]]);
}, 240_000);

it('says that it does not know when growth goes on in another measure', async () => {
  const kept: Entry[] = [];
  // 1 a call in the first round, 2 in 3 in the second.
  const check = await checkForLeak(
    (id) => (id < 30 || id % 3 > 0) && kept.push(new Entry(id)),
    short,
  );
  expect(check.verdict).toBe('inconclusive');
  expect(check.summary).toMatch(
    /^inconclusive: Entry grew by 23, then by 15: give it more warm-up/,
  );
}, 240_000);

it('lets a budget allow for growth, and be passed', async () => {
  const kept: Entry[] = [];
  const budget = { classes: { Entry: { count: 23 } } };
  const grow = (id: number): unknown => kept.push(new Entry(id));
  const within = await checkForLeak(grow, { ...short, rounds: 1, budget });
  expect(within).toMatchObject({ verdict: 'no leak', suspects: [], overruns: [] });
  const passed = await checkForLeak(grow, {
    ...short,
    rounds: 1,
    budget: { classes: { Entry: 22 } },
  });
  expect(passed).toMatchObject({
    verdict: 'leak',
    summary: 'over budget: Entry +23 (22 allowed)',
    overruns: [{ name: 'Entry', what: 'count', limit: 22, actual: 23 }],
  });
}, 240_000);

it('passes on what the function throws', async () => {
  const error = new Error('no such order');
  await expect(expectNoLeak(() => Promise.reject(error))).rejects.toBe(error);
});

it.each([
  [{ tasks: 3 }, 'tasks is 3, expected a whole number from 11 on'],
  [{ rounds: 0.5 }, 'rounds is 0.5, expected a whole number from 1 on'],
  [
    { threads: 'none' as 'all' },
    "threads is \"none\", expected 'all', 'main' or an array of workers",
  ],
  [
    { budget: { classes: { A: -1 } } },
    'budget: classes["A"] is -1, expected a number of 0 or more',
  ],
  [
    { budget: { klasses: {} } as object },
    'budget: klasses is {}, expected one of schema, totalBytes, classes',
  ],
])('refuses %j', async (options, message) => {
  await expect(checkForLeak(() => {}, options)).rejects.toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT', message }),
  );
});
