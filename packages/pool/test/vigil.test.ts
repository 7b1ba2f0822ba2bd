import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createWords, offer } from '../src/protocol/claims.ts';
import { Vigil } from '../src/protocol/vigil.ts';
import { Mailbox } from '../src/threads/mailbox.ts';
import { WorkerLoop } from '../src/worker/worker-loop.ts';
import { taskPool } from './helpers.ts';

/** A vigil whose clock goes on by 10 µs whenever it is looked at. */
function vigilOf(answers: () => string | undefined) {
  const vigil = new Vigil();
  let clock = 0;
  let looks = 0;
  const look = () => {
    looks += 1;
    return answers();
  };
  return {
    /** Rests, then is woken by the event loop after so many ms. */
    wokenAfter(ms: number) {
      vigil.keep(() => clock, look);
      clock += ms;
      vigil.onWoken(clock);
    },
    /** What came of a vigil, and how often it looked. */
    keep() {
      looks = 0;
      return [vigil.keep(() => (clock += 0.01), look), looks];
    },
  };
}

test('a thread stays awake only after a rest that was short', () => {
  const vigil = vigilOf(() => 'more');
  expect(vigil.keep()).toEqual([undefined, 0]);
  vigil.wokenAfter(5);
  expect(vigil.keep()).toEqual([undefined, 0]);
  vigil.wokenAfter(0.02);
  expect(vigil.keep()).toEqual(['more', 1]);
});

test('a vigil has an end, and one that nothing comes of is followed by fewer', () => {
  const vigil = vigilOf(() => undefined);
  vigil.wokenAfter(0);
  const looks = Array.from({ length: 300 }, () => vigil.keep()[1] as number);
  expect(Math.max(...looks)).toBeLessThanOrEqual(6);
  const kept = looks.flatMap((count, i) => (count > 0 ? [i] : []));
  // After each, twice as many and one are left out as after the one before: 63 at most.
  expect(kept).toEqual([0, 2, 6, 14, 30, 62, 126, 190, 254]);
});

test('a worker that is never left waiting gives its event loop a turn', async () => {
  const words = createWords();
  let clock = 0;
  let id = 1;
  let ran = 0;
  const loop = new WorkerLoop({
    words,
    concurrency: 1,
    moveResults: true,
    now: () => clock,
    lookup: () => () => {
      clock += 1;
      ran += 1;
    },
    post: () => {},
    // The next message is always there, as long as it is asked for.
    look: () => {
      if (id === 1 || id === 1000) {
        clock += 1;
        return undefined;
      }
      id += 1;
      offer(words, id);
      return [id, 0, 0];
    },
  });
  offer(words, id);
  loop.receive(['task', id, 0, 0]);
  id += 1;
  offer(words, id);
  // It had just come to rest.
  loop.receive([id, 0, 0]);
  const runs: number[] = [];
  for (let turns = 0; turns < 10; turns += 1) {
    runs.push(ran);
    ran = 0;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  // Tasks of 1 ms each, and a turn after 5 ms.
  expect(runs).toEqual([7, 6, 6, 6, 6, 6, 6, 6, 6, 6]);
});

test('mail that is always there is not taken for long without a turn of the event loop', async () => {
  const { port1, port2 } = new MessageChannel();
  const mail: unknown[] = [];
  const sent = 50_000;
  const mailbox = new Mailbox(
    port1,
    (one) => {
      mail.push(one);
      // It rests, and the next comes at once: after that it stays awake.
      if (mail.length <= 2) mailbox.awaitMail();
    },
    (error) => expect.unreachable(String(error)),
  );
  port1.ref();
  for (let i = 0; i < 2; i += 1) port2.postMessage([i]);
  while (mail.length < 2) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  for (let i = 0; i < sent; i += 1) port2.postMessage([i]);
  for (let i = 0; i < sent; i += 1) mailbox.awaitMail();
  expect(mail.length).toBeLessThan(sent);
  mailbox.close();
  expect(mail).toHaveLength(sent + 2);
});

test('tasks that follow each other at once give the same results as any others', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  for (let i = 0; i < 3000; i += 1) expect(await pool.run('add', [i, 1])).toBe(i + 1);
  expect(pool.stats()).toMatchObject({ completed: 3000, running: 0, queued: 0 });
});
