import { expect, test } from 'vitest';
import { inProcess, rejection, taskPool } from './helpers.ts';

/** The text of a stream, as one snapshot. */
async function read(
  stream: AsyncIterable<unknown>,
): Promise<{ nodes: number[]; strings: string[] }> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return JSON.parse(text) as { nodes: number[]; strings: string[] };
}

test('the worker lives until the snapshot has been made, though the pool closes', async () => {
  const pool = taskPool({ maxThreads: 1 });
  await pool.run('add', [1, 2]);
  const taken = pool.threads[0]!.getHeapSnapshot();
  const closed = pool.close();
  const { nodes } = await read(await taken);
  await closed;
  expect(nodes.length).toBeGreaterThan(100_000);
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
});

test('a snapshot is whole when it arrives: it can be read when the worker has gone', async () => {
  const pool = taskPool({ maxThreads: 1 });
  await pool.run('add', [1, 2]);
  const stream = await pool.threads[0]!.getHeapSnapshot();
  await pool.close();
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
  const { nodes } = await read(stream);
  expect(nodes.length).toBeGreaterThan(100_000);
});

test('the snapshot of a thread that is ended by a timeout is whole', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  await pool.run('add', [1, 2]);
  const taken = pool.threads[0]!.getHeapSnapshot();
  const error = await rejection(pool.run('loop', [], { timeout: 10 }));
  expect(error.code).toBe('ERR_POOL_TIMEOUT');
  expect(await pool.run('add', [1, 2])).toBe(3);
  expect((await read(await taken)).nodes.length).toBeGreaterThan(100_000);
  await pool.idle();
  expect(pool.stats()).toMatchObject({ ending: 0 });
});

// A snapshot that is freed after its isolate is a segmentation fault: of the whole process, sooner or later.
test('snapshots that nobody reads hold up nothing and hurt nobody', async () => {
  const { code, signal, stdout } = await inProcess(
    `
for (let i = 0; i < 6; i += 1) {
  const pool = createPool(fixture('tasks.mjs'), { maxThreads: 1 });
  await pool.run('add', [1, 2]);
  const dropped = await pool.threads[0].getHeapSnapshot();
  if (i % 3 === 0) dropped.destroy();
  if (i % 2) await pool.close();
  else await pool.destroy();
  await new Promise((resolve) => setImmediate(resolve));
  gc();
}
console.log('over');
`,
    ['--expose-gc'],
  );
  expect({ code, signal, stdout }).toEqual({ code: 0, signal: null, stdout: 'over\n' });
});

test('a worker that ends by itself does so when its snapshot has been taken over', async () => {
  const { code, signal, stdout } = await inProcess(`
const pool = createPool(fixture('tasks.mjs'), { maxThreads: 1 });
for (let i = 0; i < 4; i += 1) {
  await pool.run('add', [1, 2]);
  const [thread] = pool.threads;
  const gone = pool.run('exit', [0]).catch((error) => error.code);
  let bytes = 0;
  for await (const chunk of await thread.getHeapSnapshot()) bytes += chunk.length;
  console.log(await gone, bytes > 100_000);
}
await pool.close();
`);
  const line = 'ERR_POOL_WORKER_EXITED true\n';
  expect({ code, signal, stdout }).toEqual({ code: 0, signal: null, stdout: line.repeat(4) });
});

test('a thread that has ended refuses', async () => {
  const pool = taskPool({ maxThreads: 1 });
  await pool.run('add', [1, 2]);
  const thread = pool.threads[0]!;
  await pool.close();
  await expect(thread.getHeapSnapshot()).rejects.toMatchObject({
    code: 'ERR_POOL_INVALID_ARGUMENT',
  });
});
