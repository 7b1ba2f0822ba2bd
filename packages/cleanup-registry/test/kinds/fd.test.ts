import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRegistry, FileDescriptorError } from '@watertight/cleanup-registry';
import type { CleanupError } from '@watertight/cleanup-registry';

const folder = mkdtempSync(join(tmpdir(), 'cleanup-registry-fd-'));
const [file, other] = [join(folder, 'a'), join(folder, 'b')];
writeFileSync(file, 'a');
writeFileSync(other, 'b');
afterAll(() => rmSync(folder, { recursive: true }));

/** The number may be given out to somebody else in the process at any time. */
const isOpen = (fd: number, path = file): boolean => {
  try {
    return fstatSync(fd).ino === statSync(path).ino;
  } catch {
    return false;
  }
};

async function causeOf(disposal: Promise<void>): Promise<unknown> {
  const error = (await disposal.catch((reason: unknown) => reason)) as CleanupError;
  expect(error.errors).toHaveLength(1);
  return error.errors[0]?.cause;
}

test('a descriptor is closed, once', async () => {
  const registry = createRegistry();
  const fd = registry.fd(openSync(file, 'r'));
  expect(isOpen(fd)).toBe(true);
  expect(await registry.release(fd)).toBe(true);
  expect(isOpen(fd)).toBe(false);
  await registry.dispose();
});

test('disposal closes what was not released', async () => {
  const registry = createRegistry();
  const fds = [registry.fd(openSync(file, 'r')), registry.fd(openSync(file, 'r'))];
  await registry.dispose();
  expect(fds.map((fd) => isOpen(fd))).toEqual([false, false]);
});

test('a number that is not open is refused at once', () => {
  const registry = createRegistry();
  const fd = openSync(file, 'r');
  closeSync(fd);
  const call = (): number => registry.fd(fd);
  expect(call).toThrow(FileDescriptorError);
  const cause = expect.objectContaining({ code: 'EBADF' });
  expect(call).toThrow(expect.objectContaining({ code: 'CLEANUP_FD_NOT_OPEN', fd, cause }));
  expect(registry.size).toBe(0);
});

test('a descriptor closed by somebody else is reported', async () => {
  const registry = createRegistry();
  const fd = registry.fd(openSync(file, 'r'));
  closeSync(fd);
  expect(await causeOf(registry.dispose())).toMatchObject({ code: 'CLEANUP_FD_NOT_OPEN', fd });
});

test('a number that was given out again is reported and left to its new owner', async () => {
  const registry = createRegistry();
  const fd = registry.fd(openSync(file, 'r'));
  closeSync(fd);
  // POSIX gives out the lowest free number.
  const again = openSync(other, 'r');
  expect(again).toBe(fd);
  expect(await causeOf(registry.dispose())).toMatchObject({ code: 'CLEANUP_FD_REUSED', fd });
  expect(isOpen(again, other)).toBe(true);
  closeSync(again);
});

test.each([-1, 1.5, 2 ** 31, Number.NaN, '3', undefined])('%s is no descriptor', (value) => {
  const call = (): number => createRegistry().fd(value as number);
  expect(call).toThrow(expect.objectContaining({ code: 'CLEANUP_INVALID_ARGUMENT' }));
});
