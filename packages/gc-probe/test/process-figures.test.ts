import { closeSync, openSync } from 'node:fs';
import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { fdType, memoryLimit, openFds, threadCount } from '../src/observe/process-figures.ts';
import { attached } from './support/attached.ts';

const linux = process.platform === 'linux';

test.runIf(linux)('every open descriptor counts once, with its kind', () => {
  const before = openFds();
  const fds = ['/dev/null', '/dev/null', process.execPath].map((path) => openSync(path, 'r'));
  const after = openFds();
  for (const fd of fds) closeSync(fd);
  expect((after.count ?? 0) - (before.count ?? 0)).toBe(3);
  expect((after.byType?.['device'] ?? 0) - (before.byType?.['device'] ?? 0)).toBe(2);
  expect((after.byType?.['file'] ?? 0) - (before.byType?.['file'] ?? 0)).toBe(1);
  expect(openFds()).toEqual(before);
  const sum = Object.values(before.byType ?? {}).reduce((a, b) => a + b, 0);
  expect(sum).toBe(before.count);
});

test('kinds are read from the links of /proc', () => {
  expect(fdType('socket:[12345]')).toBe('socket');
  expect(fdType('pipe:[1]')).toBe('pipe');
  expect(fdType('anon_inode:[eventfd]')).toBe('eventfd');
  expect(fdType('anon_inode:[eventpoll]')).toBe('eventpoll');
  expect(fdType('/dev/pts/0')).toBe('device');
  expect(fdType('/srv/app/socket:[1]/a')).toBe('file');
});

test.runIf(linux)('a thread more is a thread more', async () => {
  // The first worker may start threads of the process's own, and one that ends is listed a moment longer.
  const first = await attached([]);
  const before = threadCount() ?? 0;
  const second = await attached([]);
  expect(threadCount()).toBe(before + 1);
  await Promise.all([first.terminate(), second.terminate()]);
});

test('the limit is the memory of the machine or less', () => {
  expect(memoryLimit()).toBeGreaterThan(1e6);
  expect(memoryLimit()).toBeLessThanOrEqual(totalmem());
});
