import { expect, test } from 'vitest';
import { countSent, createWords, offer, park, wake } from '../src/protocol/claims.ts';
import { WorkerLoop } from '../src/worker/worker-loop.ts';

test('a message that is sent before the worker sleeps ends the sleep', () => {
  const words = createWords();
  const sent = countSent(words);
  wake(words);
  expect(park(words, sent, 60_000)).toBe(true);
  expect(park(words, countSent(words), 1)).toBe(false);
});

test('a worker that is never left waiting gives its event loop a turn', async () => {
  const words = createWords();
  let clock = 0;
  let id = 1;
  const loop = new WorkerLoop({
    words,
    concurrency: 1,
    moveResults: true,
    now: () => clock,
    lookup: () => () => (clock += 1),
    post: () => {},
    // The next message is always there, as long as it is asked for.
    linger: () => {
      if (id === 1000) return undefined;
      id += 1;
      offer(words, id);
      return [id, 0, 0];
    },
  });
  const ran: number[] = [];
  offer(words, id);
  loop.receive(['task', id, 0, 0]);
  for (let turns = 0; turns < 3; turns += 1) {
    ran.push(id);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  expect(ran).toEqual([6, 12, 18]);
});
