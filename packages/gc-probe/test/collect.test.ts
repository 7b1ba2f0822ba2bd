import { once } from 'node:events';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { collectGarbage, forceGc } from '../src/index.ts';
import { run, useBuilt } from './support/built.ts';

const built = useBuilt();

test('objects that were looked at through a WeakRef are collected', async () => {
  const refs = Array.from({ length: 200 }, (_, i) => new WeakRef({ i }));
  for (const ref of refs) ref.deref();
  await collectGarbage();
  expect(refs.filter((ref) => ref.deref()).length).toBe(0);
});

test('the memory of dead array buffers has left `external`', async () => {
  await collectGarbage();
  const before = getHeapStatistics().external_memory;
  let buffers: unknown[] = Array.from({ length: 200 }, () => new ArrayBuffer(65_536));
  expect(getHeapStatistics().external_memory - before).toBeGreaterThan(12e6);
  buffers = [];
  await collectGarbage();
  // Others in the process hold buffers too: these were 200 of 64 KB.
  expect(getHeapStatistics().external_memory - before).toBeLessThan(1.3e6);
  expect(buffers).toEqual([]);
});

test('works without any flag, and leaves no global gc behind, not even in new workers', async () => {
  const program = `
    import { forceGc } from ${JSON.stringify(built.entry('index'))};
    import { Worker } from 'node:worker_threads';
    forceGc();
    const code = 'require("worker_threads").parentPort.postMessage(typeof gc)';
    new Worker(code, { eval: true, execArgv: [] }).on('message', (type) => console.log(typeof gc, type));
  `;
  const { code, stdout, stderr } = await run(['--input-type=module', '-e', program]);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: 'undefined undefined\n',
    stderr: '',
  });
});

test('many threads may obtain gc at the same time', async () => {
  // The flag belongs to the process: each thread sets it, takes gc and takes the flag back.
  const source = `
    const { forceGc } = require(${JSON.stringify(built.entry('index', 'cjs'))});
    const { parentPort } = require('node:worker_threads');
    parentPort.once('message', () => { forceGc(); parentPort.postMessage('done'); });
    parentPort.postMessage('ready');
  `;
  for (let round = 0; round < 3; round++) {
    const workers = Array.from(
      { length: 8 },
      () => new Worker(source, { eval: true, execArgv: [] }),
    );
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const done = workers.map((worker) => once(worker, 'message'));
    for (const worker of workers) worker.postMessage('go');
    expect((await Promise.all(done)).flat()).toEqual(Array(8).fill('done'));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  forceGc();
});
