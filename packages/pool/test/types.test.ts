import { expect, expectTypeOf, test } from 'vitest';
import { createPool, type Pool } from '../src/index.ts';
import { fixture, type Tasks } from './helpers.ts';

test('names, arguments and results are inferred from the module', async () => {
  await using pool: Pool<Tasks> = createPool<Tasks>(fixture('tasks.mjs'), { maxThreads: 1 });
  const sum = pool.run('add', [1, 2]);
  expectTypeOf(sum).toEqualTypeOf<Promise<number>>();
  // A promise of the task is unwrapped.
  const later = pool.run('addLater', [1, 2], { timeout: 1000 });
  expectTypeOf(later).toEqualTypeOf<Promise<number>>();
  // Nothing to give: the arguments may be left out.
  const where = pool.run('where');
  expectTypeOf(where).resolves.toHaveProperty('threadId');
  expect(await Promise.all([sum, later, where])).toHaveLength(3);

  // Never called: what must not compile.
  const mistakes = () => [
    // @ts-expect-error not an export
    pool.run('subtract', [1, 2]),
    // @ts-expect-error an export, but no function
    pool.run('notAFunction'),
    // @ts-expect-error wrong argument
    pool.run('add', [1, '2']),
    // @ts-expect-error too few arguments
    pool.run('add', [1]),
    // @ts-expect-error arguments left out
    pool.run('add'),
  ];
  expect(mistakes).toBeInstanceOf(Function);
});

test('without a module type every name is allowed', async () => {
  await using pool = createPool(fixture('tasks.mjs'), { maxThreads: 1 });
  expect(await pool.run('add', [1, 2])).toBe(3);
});
