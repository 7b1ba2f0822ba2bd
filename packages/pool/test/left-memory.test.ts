import { expect, test } from 'vitest';
import { createPool, TaskResidueError, type Pool } from '../src/index.ts';
import { fixture } from './helpers.ts';

type Tasks = typeof import('./fixtures/residue.mjs');

const memoryPool = (): Pool<Tasks> =>
  createPool<Tasks>(fixture('residue.mjs'), { maxThreads: 1, residue: 'throw' });

/** Runs the task until it is accused; fails when it never is. */
async function accused(run: (n: number) => Promise<unknown>): Promise<TaskResidueError> {
  for (let n = 0; n < 60; n += 1) {
    try {
      await run(n);
    } catch (error) {
      expect(error).toBeInstanceOf(TaskResidueError);
      return error as TaskResidueError;
    }
  }
  return expect.unreachable('was never accused');
}

test('a task whose heap grows with each run is accused by name and bytes', async () => {
  await using pool = memoryPool();
  const { residue } = await accused((n) => pool.run('keepsObjects', [n]));
  expect(residue).toMatchObject({ task: 'keepsObjects', left: [] });
  expect(residue.heapBytes).toBeGreaterThan(500 * 16);
  expect(residue.heapBytes).toBeLessThan(500 * 100);
});

test('a task that keeps buffers is accused of memory outside the heap', async () => {
  await using pool = memoryPool();
  const { residue } = await accused((n) => pool.run('keepsBuffers', [n]));
  expect(residue.externalBytes).toBeGreaterThanOrEqual(65_536);
  expect(residue.externalBytes).toBeLessThan(80_000);
  expect(pool.stats().residue['keepsBuffers']).toMatchObject({
    externalBytes: residue.externalBytes,
  });
});

test('arguments that a task keeps are its growth too', async () => {
  await using pool = memoryPool();
  const { residue } = await accused((n) =>
    pool.run('keepsArguments', [n, new ArrayBuffer(40_000)]),
  );
  expect(residue.externalBytes).toBeGreaterThanOrEqual(40_000);
});

test('a task that keeps nothing is not accused beside one that does', async () => {
  await using pool = memoryPool();
  const bytes = new Uint8Array(100_000);
  await accused(async (n) => {
    const given = (await pool.run('keepsNothing', [n, bytes])) as { copy: Uint8Array };
    expect(given.copy.length).toBe(bytes.length);
    await pool.run('keepsBuffers', [n]);
  });
  expect(Object.keys(pool.stats().residue)).toEqual(['keepsBuffers']);
});
