import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import type { CleanupError } from '@watertight/cleanup-registry';

const folder = mkdtempSync(join(tmpdir(), 'cleanup-registry-stream-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file being read is closed', async () => {
  const registry = createRegistry();
  const stream = registry.stream(createReadStream(new URL(import.meta.url)));
  await once(stream, 'open');
  await registry.dispose();
  expect([stream.destroyed, stream.closed]).toEqual([true, true]);
});

test('everything written to a file gets there before it is closed', async () => {
  const path = join(folder, 'written');
  const registry = createRegistry();
  const stream = registry.stream(createWriteStream(path));
  const block = 'x'.repeat(100_000);
  for (let index = 0; index < 20; index += 1) stream.write(block);
  await registry.dispose();
  expect(stream.closed).toBe(true);
  expect(readFileSync(path)).toHaveLength(2_000_000);
});

test('a writable that never finishes is destroyed at the deadline, without an error', async () => {
  const registry = createRegistry({ deadline: 10 });
  const stream = registry.stream(new Writable({ write: () => undefined }));
  stream.write('x');
  await registry.dispose();
  expect(stream.destroyed).toBe(true);
});

test('a duplex is destroyed at once unless it is to be flushed', async () => {
  const registry = createRegistry();
  const cut = registry.stream(new PassThrough());
  cut.write('lost');
  const flushed = registry.stream(new PassThrough(), { flush: true });
  const chunks: string[] = [];
  flushed.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  flushed.write('kept');
  await registry.dispose();
  expect([cut.destroyed, flushed.closed, chunks]).toEqual([true, true, ['kept']]);
});

test('an error while flushing is reported and does not end the process', async () => {
  const registry = createRegistry();
  const cause = new Error('disk full');
  const write = (_chunk: unknown, _encoding: unknown, done: (error: Error) => void): void =>
    void setImmediate(done, cause);
  const stream = registry.stream(new Writable({ write }), { name: 'log' });
  stream.write('x');
  const error = (await registry.dispose().catch((reason: unknown) => reason)) as CleanupError;
  expect(error.errors.map((part) => [part.resource, part.cause])).toEqual([['log', cause]]);
});

test('a stream that ends by itself leaves the registry and keeps no listener of it', async () => {
  await using registry = createRegistry();
  const stream = registry.stream(Readable.from(['a', 'b']));
  expect(registry.size).toBe(1);
  stream.resume();
  await once(stream, 'close');
  expect([registry.size, stream.listenerCount('close')]).toEqual([0, 0]);
  expect(registry.stream(stream)).toBe(stream);
  expect(registry.size).toBe(0);
});

test('a stream that does not close when it has finished is destroyed at the deadline', async () => {
  const registry = createRegistry({ deadline: 10 });
  const options = {
    autoDestroy: false,
    write: (_: unknown, __: unknown, done: () => void) => done(),
  };
  const stream = registry.stream(new Writable(options));
  await registry.dispose();
  expect([stream.writableFinished, stream.closed]).toEqual([true, true]);
});

test('disposal leaves no listener on a stream', async () => {
  const registry = createRegistry();
  const streams = [
    registry.stream(new PassThrough()),
    registry.stream(new Writable({ write: (_, __, done) => done() })),
  ];
  const count = (): number[] =>
    streams.map((stream) => stream.listenerCount('error') + stream.listenerCount('finish'));
  const before = count();
  await registry.dispose();
  expect(count()).toEqual(before);
});
