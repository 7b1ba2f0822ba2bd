import { expect, test } from 'vitest';
import { createWords, offer, takeBack } from '../src/protocol/claims.ts';
import { CODE_BITS, FLUSH_FIRST } from '../src/protocol/messages.ts';
import { WorkerLoop } from '../src/worker/worker-loop.ts';

/** The loop on this thread, with a clock that only tasks and vigils move. */
function loopOf(functions: Record<string, (...args: never[]) => unknown>, concurrency = 1) {
  const words = createWords();
  const posted: unknown[][] = [];
  const clock = { now: 0 };
  const loop = new WorkerLoop({
    words,
    concurrency,
    moveResults: true,
    // Nothing ever comes of a vigil, but its time goes by.
    look: () => void (clock.now += 0.05),
    now: () => clock.now,
    lookup: (name) => (functions[name] as () => unknown) ?? `no ${name}`,
    post: (message) => {
      structuredClone(message);
      posted.push(message as unknown[]);
    },
  });
  const give = (batch: unknown[], ...ids: number[]) => {
    for (const id of ids) offer(words, id);
    loop.receive(batch);
  };
  return { words, posted, clock, loop, give };
}

const idsOf = (posted: unknown[][]) =>
  posted.flatMap((message) => message.slice(1).filter((_, i) => i % 2 === 0));

const turn = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve);
  });

test('runs a batch in order and answers in one message when the tasks are known to be short', () => {
  const { posted, give } = loopOf({ add: (a: number, b: number) => a + b });
  // A new function is not trusted until its average says that it is short.
  for (let id = 1; id <= 20; id += 1)
    give(id === 1 ? ['add', 1, 0, 2, 1, 1] : [id, 0, 2, 1, 1], id);
  posted.length = 0;
  give([21, 0, 2, 1, 1, 22, 0, 2, 2, 2, 23, 0, 2, 3, 3], 21, 22, 23);
  expect(posted).toEqual([[0, 21, 2, 22, 4, 23, 6]]);
});

test('does not run what the pool took back', () => {
  const ran: number[] = [];
  const { posted, words, loop } = loopOf({ note: (n: number) => ran.push(n) });
  for (const id of [1, 2, 3]) offer(words, id);
  takeBack(words, 2);
  loop.receive(['note', 1, 0, 1, 10, 2, 0, 1, 20, 3, 0, 1, 30]);
  expect(ran).toEqual([10, 30]);
  expect(idsOf(posted)).toEqual([1, 3]);
});

test('sends finished results before a task that can be killed alone', () => {
  const seen: number[] = [];
  const { posted, give } = loopOf({
    add: (a: number, b: number) => a + b,
    look: () => seen.push(posted.flat().length),
  });
  for (let id = 1; id <= 20; id += 1)
    give(id === 1 ? ['add', 1, 0, 2, 1, 1] : [id, 0, 2, 1, 1], id);
  posted.length = 0;
  give(['look', 21, 0, 2, 1, 1, 22, (1 << CODE_BITS) + FLUSH_FIRST, 0], 21, 22);
  expect(seen).toEqual([3]);
});

test('sends finished results before a function that is slow on average', () => {
  const order: string[] = [];
  const { posted, clock, give } = loopOf({
    slow: () => {
      order.push(`slow sees ${posted.length}`);
      clock.now += 50;
    },
  });
  give(['slow', 1, 0, 0, 2, 0, 0], 1, 2);
  expect(order[0]).toBe('slow sees 0');
});

test('gives the event loop a turn in a long batch', async () => {
  const { posted, clock, give } = loopOf({ work: () => (clock.now += 3) });
  give(['work', ...[1, 2, 3, 4, 5, 6].flatMap((id) => [id, 0, 0])], 1, 2, 3, 4, 5, 6);
  const before = posted.flat().length;
  expect(before).toBeLessThan(6 * 2);
  while (posted.flatMap((message) => message.slice(1)).length < 12) await turn();
  expect(idsOf(posted)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('one result that cannot be cloned does not take its batch with it', () => {
  const { posted, give } = loopOf({ give: (n: number) => (n === 2 ? () => {} : n) });
  for (let id = 1; id <= 20; id += 1) give(id === 1 ? ['give', 1, 0, 1, 1] : [id, 0, 1, 1], id);
  posted.length = 0;
  give([21, 0, 1, 1, 22, 0, 1, 2, 23, 0, 1, 3], 21, 22, 23);
  const [first, second, third] = posted;
  expect(first).toEqual([0, 21, 1]);
  expect(second![1]).toBe(-22);
  expect(second![2]).toMatchObject({ kind: 'not-cloneable', error: { name: 'DataCloneError' } });
  expect(third).toEqual([0, 23, 3]);
});

test('runs as many waiting tasks at a time as it is told to', async () => {
  const open: (() => void)[] = [];
  const wait = () =>
    new Promise<void>((resolve) => {
      open.push(resolve);
    });
  const { give } = loopOf({ wait }, 2);
  give(['wait', 1, 0, 0, 2, 0, 0, 3, 0, 0], 1, 2, 3);
  expect(open).toHaveLength(2);
  open[0]!();
  await turn();
  expect(open).toHaveLength(3);
});

test('a name that is not there is answered, not thrown', () => {
  const { posted, give } = loopOf({});
  give(['ghost', 1, 0, 0], 1);
  expect(posted[0]![1]).toBe(-1);
  expect(posted[0]![2]).toMatchObject({ kind: 'no-such-task', error: { message: 'no ghost' } });
});

test('begins nothing after it has resigned: the pool can take it back', () => {
  const ran: number[] = [];
  const { words, loop } = loopOf({ note: (n: number) => ran.push(n) });
  offer(words, 1);
  loop.receive(['note', 1, 0, 1, 10]);
  loop.resign();
  offer(words, 2);
  loop.receive([2, 0, 1, 20]);
  expect(ran).toEqual([10]);
  expect(takeBack(words, 2)).toBe(true);
});
