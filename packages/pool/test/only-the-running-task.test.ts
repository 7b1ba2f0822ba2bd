import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changed, rejection, release, sharedWords, taskPool } from './helpers.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pool-'));
  file = join(folder, 'marks');
});
afterEach(() => rmSync(folder, { recursive: true }));
const marks = () => readFileSync(file, 'utf8').trim().split('\n');

test('what had not begun when a worker exits runs elsewhere, once, in order', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const names = Array.from({ length: 40 }, (_, i) => `task ${i}`);
  const exiting = rejection(pool.run('markAndExit', [file, 'exit']));
  const others = names.map((name) => pool.run('mark', [file, name]));
  expect((await exiting).code).toBe('ERR_POOL_WORKER_EXITED');
  expect(await Promise.all(others)).toEqual(names);
  expect(marks()).toEqual(['exit', ...names]);
  expect(pool.stats()).toMatchObject({ created: 2, completed: 40, failed: 1 });
  expect(pool.stats().rerun).toBeGreaterThan(0);
});

test('results of tasks that had finished are delivered though the worker exits', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  // Known to be quick, so that its results are held back for the batch.
  for (let i = 0; i < 100; i += 1) await pool.run('add', [i, i]);
  await Promise.all(Array.from({ length: 60 }, (_, i) => pool.run('add', [i, i])));
  const before = Array.from({ length: 10 }, (_, i) => pool.run('add', [i, i]));
  const exiting = rejection(pool.run('exit', [3]));
  const after = Array.from({ length: 10 }, (_, i) => pool.run('add', [i, 0]));
  expect(await Promise.all(before)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  expect((await exiting).code).toBe('ERR_POOL_WORKER_EXITED');
  expect(await Promise.all(after)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(pool.stats().failed).toBe(1);
});

test('results of tasks that had finished are delivered though the next one is aborted', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  for (let i = 0; i < 100; i += 1) await pool.run('add', [i, i]);
  const words = sharedWords();
  const controller = new AbortController();
  const before = Array.from({ length: 20 }, (_, i) => pool.run('add', [i, i]));
  const looping = rejection(pool.run('holdForEver', [words], { signal: controller.signal }));
  await changed(words);
  controller.abort();
  expect((await looping).code).toBe('ABORT_ERR');
  expect(await Promise.all(before)).toEqual(Array.from({ length: 20 }, (_, i) => i * 2));
  expect(pool.stats()).toMatchObject({ failed: 0, rerun: 0 });
});

test('a task whose buffers were moved is not sent behind another; both survive', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const words = sharedWords();
  const buffer = new ArrayBuffer(64);
  const exiting = rejection(pool.run('exitWhenTold', [words]));
  const moving = pool.run('byteLength', [buffer], { transfer: [buffer] });
  const last = pool.run('add', [1, 2]);
  await changed(words);
  expect(buffer.byteLength).toBe(64);
  release(words);
  expect((await exiting).code).toBe('ERR_POOL_WORKER_EXITED');
  expect(await moving).toBe(64);
  expect(buffer.byteLength).toBe(0);
  expect(await last).toBe(3);
});

test('a worker that dies between tasks takes none with it', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const words = sharedWords();
  await pool.run('throwLater', [words]);
  await changed(words);
  expect(await pool.run('add', [1, 2])).toBe(3);
  expect(pool.stats()).toMatchObject({ failed: 0, completed: 2 });
});

test('an idle thread takes over what a busy one has not begun', async () => {
  await using pool = taskPool({ maxThreads: 2 });
  await Promise.all([pool.run('add', [1, 1]), pool.run('add', [1, 1])]);
  const words = sharedWords();
  const held = pool.run('hold', [words]);
  const others = Array.from({ length: 30 }, (_, i) => pool.run('add', [i, i]));
  // All of them settle while the first thread is still held.
  expect(await Promise.all(others)).toEqual(Array.from({ length: 30 }, (_, i) => i * 2));
  release(words);
  expect(await held).toBe('released');
  expect(pool.stats().stolen).toBeGreaterThan(0);
});
