import { expect, expectTypeOf, test } from 'vitest';
import { rejection, taskPool } from './helpers.ts';

test('exported functions are methods of pool.tasks', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const { tasks } = pool;
  const sum = tasks.add(1, 2);
  expectTypeOf(sum).toEqualTypeOf<Promise<number>>();
  expect(await sum).toBe(3);
  expect(await pool.tasks.addLater(2, 3)).toBe(5);
  expect(tasks.add).toBe(pool.tasks.add);
  const error = await rejection((tasks as unknown as { nothing(): Promise<void> }).nothing());
  expect(error.code).toBe('ERR_POOL_NO_SUCH_TASK');
  // @ts-expect-error wrong argument
  await tasks.add(1, '2');
});

test('pool.tasks can be awaited by mistake', async () => {
  await using pool = taskPool();
  expect(await (pool.tasks as unknown)).toBe(pool.tasks);
  expect(pool.stats().submitted).toBe(0);
});
