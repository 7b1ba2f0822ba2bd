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

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

const numbers = Array.from({ length: 30 }, (_, i) => i);
const doubled = numbers.map((n) => n * 2);

test('results of tasks that had finished are delivered though the worker exits', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  // Until it is known to be short: then its results are held back for the batch.
  for (let i = 0; i < 100; i += 1) await pool.run('doubleOrExit', [i]);
  const before = numbers.map((n) => pool.run('doubleOrExit', [n]));
  const exiting = rejection(pool.run('doubleOrExit', [-1]));
  const after = numbers.map((n) => pool.run('doubleOrExit', [n]));
  expect(await Promise.all(before)).toEqual(doubled);
  expect((await exiting).code).toBe('ERR_POOL_WORKER_EXITED');
  expect(await Promise.all(after)).toEqual(doubled);
  expect(pool.stats()).toMatchObject({ failed: 1, created: 2 });
});

test('results of tasks that had finished are delivered though the next one is aborted', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  for (let i = 0; i < 100; i += 1) await pool.run('doubleOrLoop', [i]);
  const words = sharedWords();
  const { signal, abort } = abortable();
  const before = numbers.map((n) => pool.run('doubleOrLoop', [n]));
  const looping = rejection(pool.run('doubleOrLoop', [-1, words], { signal }));
  const after = numbers.map((n) => pool.run('doubleOrLoop', [n]));
  await changed(words);
  abort();
  expect((await looping).code).toBe('ABORT_ERR');
  expect(await Promise.all(before)).toEqual(doubled);
  expect(await Promise.all(after)).toEqual(doubled);
  expect(pool.stats()).toMatchObject({ failed: 0, aborted: 1 });
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
