import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { changed, rejection, release, sharedWords, taskPool } from './helpers.ts';

test('rejects at once, and takes nothing, when the signal has fired already', async () => {
  await using pool = taskPool();
  const reason = new Error('before');
  const error = await rejection(pool.run('add', [1, 2], { signal: AbortSignal.abort(reason) }));
  expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: reason });
  expect(pool.stats()).toMatchObject({ submitted: 0, refused: 1, created: 0 });
});

test('takes a waiting task out of the queue', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const controller = new AbortController();
  const aborted = rejection(pool.run('add', [1, 2], { signal: controller.signal }));
  controller.abort('enough');
  expect(await aborted).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' });
  expect(pool.stats()).toMatchObject({ submitted: 1, aborted: 1, queued: 0, running: 0 });
});

test('takes a task back that was sent but has not begun; its thread lives', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const words = sharedWords();
  const controller = new AbortController();
  const held = pool.run('hold', [words]);
  const waiting = rejection(pool.run('add', [1, 2], { signal: controller.signal }));
  const after = pool.run('add', [3, 4]);
  await changed(words);
  expect(pool.stats()).toMatchObject({ queued: 0, running: 3 });
  controller.abort();
  expect(await waiting).toMatchObject({ code: 'ABORT_ERR' });
  release(words);
  expect(await held).toBe('released');
  expect(await after).toBe(7);
  expect(pool.stats()).toMatchObject({ created: 1, aborted: 1, completed: 2 });
});

test('ends the worker of a running task, and runs what it had not begun elsewhere', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const words = sharedWords();
  const controller = new AbortController();
  const looping = rejection(pool.run('holdForEver', [words], { signal: controller.signal }));
  const others = Array.from({ length: 5 }, (_, i) => pool.run('add', [i, i]));
  await changed(words);
  controller.abort();
  expect(await looping).toMatchObject({ code: 'ABORT_ERR', cause: controller.signal.reason });
  expect(await Promise.all(others)).toEqual([0, 2, 4, 6, 8]);
  expect(pool.stats()).toMatchObject({ created: 2, aborted: 1, completed: 5, failed: 0 });
  expect(pool.stats().retired.aborted).toBe(1);
});

test('a result that was there before the abort stays a result', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const controller = new AbortController();
  expect(await pool.run('add', [1, 2], { signal: controller.signal })).toBe(3);
  controller.abort();
  expect(await pool.run('add', [1, 2])).toBe(3);
  expect(pool.stats()).toMatchObject({ created: 1, aborted: 0 });
});

test('has one listener on a shared signal while tasks wait, and none after', async () => {
  await using pool = taskPool({ maxThreads: 2 });
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, 'abort').length;
  for (let round = 0; round < 5; round += 1) {
    const tasks = Array.from({ length: 200 }, (_, i) => pool.run('add', [i, 1], { signal }));
    expect(listeners()).toBe(1);
    await Promise.all(tasks);
    expect(listeners()).toBe(0);
  }
  await Promise.all([
    rejection(pool.run('throwCustom', [], { signal })),
    rejection(pool.run('exit', [1], { signal })),
    rejection(pool.run('echo', [() => {}], { signal })),
    rejection(pool.run('loop', [], { signal, timeout: 10 })),
  ]);
  expect(listeners()).toBe(0);
});

test('one abort rejects every task of the signal and no other', async () => {
  await using pool = taskPool({ maxThreads: 2 });
  const controller = new AbortController();
  const { signal } = controller;
  const words = sharedWords();
  const running = rejection(pool.run('holdForEver', [words], { signal }));
  await changed(words);
  const mine = Array.from({ length: 50 }, () => rejection(pool.run('loop', [], { signal })));
  const others = Array.from({ length: 50 }, (_, i) => pool.run('add', [i, 0]));
  controller.abort();
  for (const error of await Promise.all([running, ...mine])) expect(error.code).toBe('ABORT_ERR');
  expect(await Promise.all(others)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(pool.stats()).toMatchObject({ aborted: 51, completed: 50 });
});
