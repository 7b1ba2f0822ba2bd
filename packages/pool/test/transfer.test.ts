import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { move } from '../src/index.ts';
import { rejection, taskPool } from './helpers.ts';

test('moves what is in the transfer list and copies what is not', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const moved = new ArrayBuffer(32);
  const copied = new ArrayBuffer(16);
  expect(await pool.run('byteLength', [moved], { transfer: [moved] })).toBe(32);
  expect(await pool.run('byteLength', [copied])).toBe(16);
  expect([moved.byteLength, copied.byteLength]).toEqual([0, 16]);
});

test('keeps its place in the order of tasks', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const order: string[] = [];
  const note = (text: string) => (value: unknown) => void order.push(`${text} ${String(value)}`);
  const buffers = Array.from({ length: 5 }, (_, i) => new ArrayBuffer(i + 1));
  await Promise.all(
    buffers.flatMap((buffer, i) => [
      pool.run('add', [i, 0]).then(note('add')),
      pool.run('byteLength', [buffer], { transfer: [buffer] }).then(note('moved')),
    ]),
  );
  expect(order).toEqual([0, 1, 2, 3, 4].flatMap((i) => [`add ${i}`, `moved ${i + 1}`]));
});

test('a buffer that was moved before is refused with the reason', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const buffer = new ArrayBuffer(8);
  await pool.run('byteLength', [buffer], { transfer: [buffer] });
  const error = await rejection(pool.run('byteLength', [buffer], { transfer: [buffer] }));
  expect(error.code).toBe('ERR_POOL_ARGUMENT_NOT_CLONEABLE');
  expect(error.message).toContain('transfer[0] is an ArrayBuffer that was moved away before');
  expect(await pool.run('add', [1, 2])).toBe(3);
});

test('ports can be given to a task, and come back', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const { port1, port2 } = new MessageChannel();
  const [port] = (await pool.run('echo', [port2], { transfer: [port2] })) as [MessagePort];
  const received = new Promise((resolve) => {
    port1.once('message', resolve);
  });
  port.postMessage('round trip');
  expect(await received).toBe('round trip');
  port1.close();
  port.close();
});

test('move() moves what is in one argument, at any depth; the others are copied', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const moved = { list: [new ArrayBuffer(8)], view: new Uint8Array(4) };
  const copied = new ArrayBuffer(16);
  const [first, second] = (await pool.run('echo', [move(moved), copied])) as [
    typeof moved,
    ArrayBuffer,
  ];
  expect([first.list[0]!.byteLength, first.view.byteLength, second.byteLength]).toEqual([8, 4, 16]);
  expect([moved.list[0]!.byteLength, moved.view.byteLength, copied.byteLength]).toEqual([0, 0, 16]);
  expect(() => move(7 as never)).toThrow(/'value' must be an object to move/);
});

test("transfer: 'auto' moves what can be moved in all arguments", async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const buffers = [new ArrayBuffer(8), new ArrayBuffer(16)];
  await pool.run('echo', [{ buffers }, buffers[1], 'plain'], { transfer: 'auto' });
  expect(buffers.map((buffer) => buffer.byteLength)).toEqual([0, 0]);
  expect(await pool.run('echo', ['plain'], { transfer: 'auto' })).toEqual(['plain']);
});
