import { expect, test } from 'vitest';
import { createPool, InvalidArgumentError, type PoolOptions } from '../src/index.ts';
import { fixture, rejection, taskPool } from './helpers.ts';

const wrong: [option: string, value: unknown, quoted: string][] = [
  ['minThreads', -1, '-1'],
  ['minThreads', 3, '3'],
  ['maxThreads', 0, '0'],
  ['maxThreads', 1.5, '1.5'],
  ['maxQueue', 0, '0'],
  ['maxQueue', '10', "'10'"],
  ['timeout', -5, '-5'],
  ['timeout', NaN, 'NaN'],
  ['idleTimeout', -1, '-1'],
  ['concurrency', 0, '0'],
  ['name', 7, '7'],
  ['argv', 'x', "'x'"],
  ['execArgv', [1], '[ 1 ]'],
];

test.each(wrong)('createPool() refuses %s: %j and quotes it', (option, value, quoted) => {
  const options = { maxThreads: 2, [option]: value } as PoolOptions;
  const create = () => createPool(fixture('tasks.mjs'), options);
  expect(create).toThrow(InvalidArgumentError);
  expect(create).toThrow(`'${option}' must be`);
  expect(create).toThrow(`it is ${quoted}`);
});

test.each(['./tasks.mjs', 'tasks', 'https://example.com/tasks.js', 7, undefined])(
  'createPool() refuses the module %j',
  (module) => {
    expect(() => createPool(module as string)).toThrow(/'module' must be a file: URL/);
  },
);

test('run() rejects, and never throws, for what it cannot take', async () => {
  await using pool = taskPool();
  const calls: [unknown, unknown?, unknown?][] = [
    [''],
    [7],
    ['add', 'args'],
    ['add', [1, 2], { signal: {} }],
    ['add', [1, 2], { timeout: -1 }],
    ['add', [1, 2], { transfer: 7 }],
  ];
  for (const call of calls) {
    const run = pool.run as (...args: unknown[]) => Promise<unknown>;
    const error = await rejection(run.apply(pool, call));
    expect(error.code).toBe('ERR_POOL_INVALID_ARGUMENT');
  }
  expect(pool.stats()).toMatchObject({ submitted: 0, created: 0 });
});
