import { EventEmitter, once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

const busy = `require('node:worker_threads').parentPort.postMessage('up'); for (;;);`;
const idle = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', () => process.exit(3)); parentPort.postMessage('up');`;

const threads = (): string[] => readdirSync('/proc/self/task');
const onLinux = process.platform === 'linux';

test('disposal ends a worker, even one in an endless loop, and waits until it has exited', async () => {
  const registry = createRegistry();
  const worker = registry.worker(new Worker(busy, { eval: true }));
  let exited = false;
  worker.once('exit', () => (exited = true));
  await once(worker, 'message');
  await registry.dispose();
  expect(exited).toBe(true);
  expect(worker.threadId).toBe(-1);
});

test.runIf(onLinux)('no thread is left', async () => {
  // The first worker makes threads of the process's own; they stay.
  await new Worker('', { eval: true }).terminate();
  const before = new Set(threads());
  const registry = createRegistry();
  const workers = [0, 1, 2].map(() => registry.worker(new Worker(idle, { eval: true })));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const started = threads().filter((thread) => !before.has(thread));
  expect(started).toHaveLength(3);
  expect(registry.live().map(({ name }) => name)).toEqual(
    workers.map(({ threadId }) => `thread ${threadId}`),
  );
  await registry.dispose();
  // The kernel lists a thread for a moment after it has been joined.
  while (threads().some((thread) => started.includes(thread))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test('a worker that exits leaves the registry, and no listener of it stays', async () => {
  await using registry = createRegistry();
  const worker = registry.worker(new Worker(idle, { eval: true }));
  await once(worker, 'message');
  expect(registry.size).toBe(1);
  worker.postMessage('exit');
  const [code] = (await once(worker, 'exit')) as [number];
  expect([code, registry.size, worker.listenerCount('exit')]).toEqual([3, 0, 0]);
});

test('a released or disowned worker has no listener of the registry', async () => {
  const registry = createRegistry();
  const worker = registry.worker(new Worker(idle, { eval: true }));
  const before = worker.listenerCount('exit');
  registry.disownAndLeak(worker);
  expect(worker.listenerCount('exit')).toBe(before - 1);
  registry.worker(worker);
  expect(await registry.release(worker)).toBe(true);
  expect([worker.threadId, worker.listenerCount('exit')]).toEqual([-1, 0]);
});

test('a worker that has exited already is not owned', async () => {
  const worker = new Worker('', { eval: true });
  await once(worker, 'exit');
  await using registry = createRegistry();
  expect(registry.worker(worker)).toBe(worker);
  expect(registry.size).toBe(0);
});

test('no listener is left on one that was disposed, even if it never says that it ended', async () => {
  class Silent extends EventEmitter {
    readonly threadId = 1;
    terminate = async (): Promise<void> => undefined;
  }
  const registry = createRegistry();
  const silent = registry.worker(new Silent() as never) as EventEmitter;
  expect(silent.listenerCount('exit')).toBe(1);
  await registry.dispose();
  expect(silent.listenerCount('exit')).toBe(0);
});
