import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  captureIsolates,
  estimateCapture,
  readSnapshot,
  trackWorkers,
} from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

const idle = 'setInterval(() => {}, 1000)';

async function start(code: string): Promise<Worker> {
  const worker = new Worker(code, { eval: true });
  await once(worker, 'online');
  return worker;
}

it('captures this thread and every live worker into whole files', async () => {
  using directory = new TemporaryDirectory();
  using tracking = trackWorkers();
  const workers = [await start(idle), await start(idle)];
  const ended = await start(idle);
  await ended.terminate();
  expect(tracking.live()).toEqual(workers);

  const captured = await captureIsolates({
    directory: directory.file('made/for/it'),
    prefix: 'one-',
    concurrency: 2,
  });
  const ids = workers.map((worker) => worker.threadId);
  expect(captured.map(({ isolate, threadId }) => ({ isolate, threadId }))).toEqual([
    { isolate: 'main', threadId: 0 },
    ...ids.map((threadId) => ({ isolate: `worker-${threadId}`, threadId })),
  ]);
  for (const { file, bytes, error, milliseconds } of captured) {
    expect(error).toBeUndefined();
    expect(bytes).toBe(statSync(file).size);
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    expect((await readSnapshot(file)).nodeCount).toBeGreaterThan(10_000);
  }
  expect(readdirSync(directory.file('made/for/it')).sort()).toEqual(
    ['one-main', ...ids.map((id) => `one-worker-${id}`)]
      .map((name) => `${name}.heapsnapshot`)
      .sort(),
  );
  for (const worker of workers) {
    expect(worker.listenerCount('exit')).toBe(0);
    await worker.terminate();
  }
});

it('reports a worker that ended, and captures the others', async () => {
  using directory = new TemporaryDirectory();
  const stays = await start(idle);
  const gone = await start(idle);
  await gone.terminate();
  const captured = await captureIsolates({ directory: directory.path, workers: [gone, stays] });
  expect(captured.map(({ error }) => error?.code)).toEqual([
    undefined,
    'ERR_CAPTURE_FAILED',
    undefined,
  ]);
  expect(readdirSync(directory.path)).toHaveLength(2);
  await stays.terminate();
});

/** A worker that stands still once told so, until its block is lifted. */
async function startBlocked(): Promise<{ worker: Worker; release(): void }> {
  const block = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     parentPort.on('message', () => {
       parentPort.postMessage('blocked');
       Atomics.wait(workerData, 0, 0);
     });`,
    { eval: true, workerData: block },
  );
  await once(worker, 'online');
  worker.postMessage('block');
  await once(worker, 'message');
  const release = (): void => {
    Atomics.store(block, 0, 1);
    Atomics.notify(block, 0);
  };
  return { worker, release };
}

it('reports a worker that does not answer in time', async () => {
  using directory = new TemporaryDirectory();
  const { worker, release } = await startBlocked();
  const late = await captureIsolates({
    directory: directory.path,
    workers: [worker],
    timeout: 1,
  });
  expect(late[1]!.error).toEqual({ code: 'ERR_CAPTURE_FAILED', message: 'no answer within 1 ms' });
  expect(readdirSync(directory.path)).toEqual(['main.heapsnapshot']);
  release();
  // It comes to what it was asked for, and finds that nobody waits for it.
  worker.postMessage('again');
  await once(worker, 'message');
  expect(readdirSync(directory.path)).toEqual(['main.heapsnapshot']);
  await worker.terminate();
});

it('lets a worker that is terminated meanwhile go, and says so, or has its whole snapshot', async () => {
  using directory = new TemporaryDirectory();
  const { worker } = await startBlocked();
  const file = `worker-${worker.threadId}.heapsnapshot`;
  const capturing = captureIsolates({ directory: directory.path, workers: [worker] });
  while (readdirSync(directory.path).length < 2) await setImmediate();
  expect(await worker.terminate()).toBe(1);
  const [main, captured] = await capturing;
  expect(main!.error).toBeUndefined();
  const error = {
    code: 'ERR_CAPTURE_FAILED',
    message: expect.stringContaining('ended meanwhile') as string,
  };
  // V8 finishes a snapshot that it has begun before the thread ends.
  if (captured!.error) expect(captured!.error).toEqual(error);
  else expect((await readSnapshot(captured!.file)).nodeCount).toBeGreaterThan(10_000);
  const files = ['main.heapsnapshot', ...(captured!.error ? [] : [file])];
  expect(readdirSync(directory.path).sort()).toEqual(files);
});

it('bears two captures at a time, of the same worker into the same directory', async () => {
  using directory = new TemporaryDirectory();
  const { worker, release } = await startBlocked();
  const options = { directory: directory.path, workers: [worker] };
  const capturing = [captureIsolates(options), captureIsolates(options)];
  release();
  for (const [main, captured] of await Promise.all(capturing)) {
    expect([main!.error, captured!.error]).toEqual([undefined, undefined]);
  }
  await worker.terminate();
  const files = readdirSync(directory.path);
  expect(files).toHaveLength(2);
  for (const file of files) {
    expect((await readSnapshot(directory.file(file))).nodeCount).toBeGreaterThan(10_000);
  }
});

// With `worker.getHeapSnapshot()` this ends in a segmentation fault within a second.
it('is not hurt by workers that end by themselves meanwhile', async () => {
  using directory = new TemporaryDirectory();
  const { stdout } = await runNode(fixture('ending-workers.mjs'), [directory.path]);
  const { taken, errors } = JSON.parse(stdout) as { taken: number; errors: object };
  expect(taken).toBeGreaterThanOrEqual(3);
  expect(Object.keys(errors).filter((code) => code !== 'ERR_CAPTURE_FAILED')).toEqual([]);
});

it('finds workers that nobody tracked, workers of workers too', async () => {
  using directory = new TemporaryDirectory();
  const outer = new Worker(
    `const { Worker, parentPort } = require('node:worker_threads');
     const inner = new Worker(${JSON.stringify(idle)}, { eval: true });
     inner.once('online', () => parentPort.postMessage(inner.threadId));`,
    { eval: true },
  );
  const [inner] = (await once(outer, 'message')) as [number];
  const captured = await captureIsolates({ directory: directory.path });
  expect(captured.map(({ isolate, error }) => ({ isolate, error }))).toEqual(
    ['main', `worker-${outer.threadId}`, `worker-${inner}`].map((isolate) => ({ isolate })),
  );
  const { isolates } = await estimateCapture();
  expect(isolates.map(({ isolate }) => isolate)).toEqual(captured.map(({ isolate }) => isolate));
  for (const { heapUsed } of isolates) expect(heapUsed % (8 << 20)).not.toBe(0);
  await outer.terminate();
});

it('captures the workers of a worker, asked there', async () => {
  using directory = new TemporaryDirectory();
  const { stdout } = await runNode(fixture('nested-workers.mjs'), [directory.path]);
  expect(JSON.parse(stdout)).toEqual(['worker-1', 'worker-2']);
  const whole = readdirSync(directory.path).sort();
  expect(whole).toEqual(['worker-1.heapsnapshot', 'worker-2.heapsnapshot']);
  for (const file of whole) {
    expect((await readSnapshot(directory.file(file))).nodeCount).toBeGreaterThan(10_000);
  }
});

it('refuses before it writes anything when the memory would not do', async () => {
  using directory = new TemporaryDirectory();
  const refusal = captureIsolates({ directory: directory.path, workers: [], factor: 1e9 });
  await expect(refusal).rejects.toMatchObject({
    name: 'CaptureError',
    code: 'ERR_CAPTURE_HEADROOM',
  });
  await expect(refusal).rejects.toThrow(/needs about [\d,]+ MiB more memory/);
  expect(readdirSync(directory.path)).toEqual([]);
  const forced = await captureIsolates({
    directory: directory.path,
    workers: [],
    factor: 1e9,
    force: true,
  });
  expect(forced.map(({ isolate }) => isolate)).toEqual(['main']);
});

it('says when the directory cannot be made', async () => {
  using directory = new TemporaryDirectory();
  const file = directory.file('file');
  writeFileSync(file, '');
  await expect(captureIsolates({ directory: file, workers: [] })).rejects.toMatchObject({
    code: 'ERR_CAPTURE_DIRECTORY',
  });
});
