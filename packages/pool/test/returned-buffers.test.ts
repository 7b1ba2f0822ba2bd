import { expect, test } from 'vitest';
import { move } from '../src/index.ts';
import { rejection, taskPool } from './helpers.ts';

test('buffers anywhere in a result are moved, each once', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const result = await pool.run('makeNested', [1024]);
  expect(result.view).toEqual(new Float64Array(128).fill(1.5));
  expect(result.same).toBe(result.view.buffer);
  expect(result.list[0]!.inner.byteLength).toBe(1024);
  expect(result.map.get('key')!.byteLength).toBe(1024);
  expect([...result.set][0]!.byteLength).toBe(1024);
  expect(pool.stats().bytesMoved).toBe(4 * 1024);
});

test('a task that returns a buffer twice is told what to do', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  // In one batch and in two: the same.
  const [first, second] = await Promise.allSettled([pool.run('giveKept'), pool.run('giveKept')]);
  expect(first).toEqual({ status: 'fulfilled', value: new Uint8Array([1, 2, 3]) });
  expect(second).toMatchObject({ reason: { code: 'ERR_POOL_RESULT_NOT_CLONEABLE' } });
  const third = await rejection(pool.run('giveKept'));
  expect(third.message).toContain('return a copy (buffer.slice())');
  expect(third.message).toContain('moveResults: false');
  expect(await pool.run('keptLength')).toBe(0);
});

test('moveResults: false leaves the task what it returns', async () => {
  await using pool = taskPool({ maxThreads: 1, moveResults: false });
  for (let i = 0; i < 3; i += 1) {
    expect(await pool.run('giveKept')).toEqual(new Uint8Array([1, 2, 3]));
  }
  expect(await pool.run('keptLength')).toBe(3);
  expect(pool.stats()).toMatchObject({ bytesMoved: 0, bytesCopied: 9 });
});

test('a view of a part of a buffer is copied, and the rest stays', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  let bytesCopied = 0;
  for (let i = 0; i < 2; i += 1) {
    const part = await pool.run('givePart');
    expect(part).toEqual(new Uint8Array([3, 4]));
    const small = await pool.run('givePooledBuffer');
    expect(Buffer.from(small).toString()).toBe('small');
    // Cloning a view copies the whole of its buffer.
    expect(small.buffer.byteLength).toBeGreaterThan(1000);
    bytesCopied += part.buffer.byteLength + small.buffer.byteLength;
  }
  expect(pool.stats()).toMatchObject({ bytesMoved: 0, bytesCopied });
});

test('what cannot be moved is copied', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  expect((await pool.run('giveWasmMemory')).byteLength).toBe(65_536);
  await pool.run('add', [1, 2]);
  expect(pool.stats()).toMatchObject({ bytesMoved: 0, bytesCopied: 65_536 });
});

test('ports and streams come out of a task', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const { port } = await pool.run('givePort');
  const message = await new Promise((resolve) => {
    port.once('message', resolve);
  });
  expect(message).toBe('from the worker');
  port.close();
  const chunks: string[] = [];
  for await (const chunk of await pool.run('giveStream')) chunks.push(chunk);
  expect(chunks).toEqual(['one', 'two']);
});

test('a circle in a result ends', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const circle = await pool.run('giveCircle');
  expect(circle.self).toBe(circle);
  expect(circle.buffer.byteLength).toBe(8);
});

test('bytes moved both ways are counted, and kept when the thread has ended', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const buffer = new ArrayBuffer(100);
  const [back] = (await pool.run('echo', [buffer], { transfer: [buffer] })) as [ArrayBuffer];
  expect(back.byteLength).toBe(100);
  expect(pool.stats().bytesMoved).toBe(200);
  await pool.close();
  expect(pool.stats().bytesMoved).toBe(200);
});

test('buffers in arguments are counted as copied, shared memory is not', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const twice = new ArrayBuffer(1000);
  await pool.run('echo', [
    new ArrayBuffer(100),
    new Uint16Array(10),
    // Views copy the whole of their buffer, once.
    [new Uint8Array(twice, 10, 5), { deep: new Map([['view', new Uint8Array(twice, 20, 5)]]) }],
    new SharedArrayBuffer(8),
    null,
  ]);
  const shared = new Int32Array(new SharedArrayBuffer(8));
  await pool.run('byteLength', [shared as never]);
  const { bytesCopied, bytesMoved } = pool.stats();
  // There: all are copied. Back: whole ones are moved, and that of the views is copied.
  expect([bytesCopied, bytesMoved]).toEqual([1120 + 1000, 120]);
});

test('what is copied beside what is moved is counted, and a circle in arguments ends', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const moved = new Uint8Array(64);
  const circle: { self?: unknown; buffer: ArrayBuffer } = { buffer: new ArrayBuffer(8) };
  circle.self = circle;
  expect(await pool.run('byteLength', [move(moved), circle] as never)).toBe(64);
  expect(pool.stats()).toMatchObject({ bytesMoved: 64, bytesCopied: 8 });
});
