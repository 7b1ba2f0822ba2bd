import { expect, test } from 'vitest';
import type { Pool } from '../src/index.ts';
import { rejection, taskPool, type Tasks } from './helpers.ts';

interface Row {
  what: string;
  code: string;
  run(pool: Pool<Tasks>): Promise<unknown>;
  cause(cause: never): void;
}

const named = (name: string, message: string | RegExp) => (cause: Error) => {
  expect(cause).toBeInstanceOf(Error);
  expect(cause.name).toBe(name);
  expect(cause.message).toMatch(message);
};

const rows: Row[] = [
  {
    what: 'calls process.exit(0)',
    code: 'ERR_POOL_WORKER_EXITED',
    run: (pool) => pool.run('exit', [0]),
    cause: named('Error', 'exited with code 0'),
  },
  {
    what: 'calls process.exit(1)',
    code: 'ERR_POOL_WORKER_EXITED',
    run: (pool) => pool.run('exit', [1]),
    cause: named('Error', 'exited with code 1'),
  },
  {
    what: 'throws an error of its own class',
    code: 'ERR_POOL_TASK_FAILED',
    run: (pool) => pool.run('throwCustom'),
    cause: (cause: Error & { code: string; detail: unknown }) => {
      named('CustomError', 'custom')(cause);
      expect(cause.code).toBe('E_CUSTOM');
      expect(cause.detail).toEqual({ deep: [1, 2] });
      expect(cause.cause).toBeInstanceOf(RangeError);
      expect(cause.stack).toContain('throwCustom');
    },
  },
  {
    what: 'throws undefined',
    code: 'ERR_POOL_TASK_FAILED',
    run: (pool) => pool.run('throwValue', [undefined]),
    cause: (cause) => expect(cause).toBeUndefined(),
  },
  {
    what: 'throws a plain object',
    code: 'ERR_POOL_TASK_FAILED',
    run: (pool) => pool.run('throwValue', [{ status: 404 }]),
    cause: (cause) => expect(cause).toEqual({ status: 404 }),
  },
  {
    what: 'throws a function',
    code: 'ERR_POOL_TASK_FAILED',
    run: (pool) => pool.run('throwFunction'),
    cause: (cause) => expect(cause).toMatch('Function'),
  },
  {
    what: 'throws an error with a function on it',
    code: 'ERR_POOL_TASK_FAILED',
    run: (pool) => pool.run('throwErrorWithFunction'),
    cause: (cause: Error & { kept: number }) => {
      expect(cause).toBeInstanceOf(TypeError);
      expect(cause.kept).toBe(1);
    },
  },
  {
    what: 'throws an error whose message cannot be read',
    code: 'ERR_POOL_TASK_FAILED',
    run: (pool) => pool.run('throwHostile'),
    cause: named('Error', 'cannot be read'),
  },
  {
    what: 'rejects after a wait',
    code: 'ERR_POOL_TASK_FAILED',
    run: (pool) => pool.run('rejectLater'),
    cause: named('SyntaxError', 'later'),
  },
  {
    what: 'throws outside the task',
    code: 'ERR_POOL_WORKER_CRASHED',
    run: (pool) => pool.run('throwOutside'),
    cause: named('Error', 'outside'),
  },
  {
    what: 'leaves a rejection unhandled',
    code: 'ERR_POOL_WORKER_CRASHED',
    run: (pool) => pool.run('rejectUnhandled'),
    cause: named('Error', 'unhandled'),
  },
  {
    what: 'returns what cannot be cloned',
    code: 'ERR_POOL_RESULT_NOT_CLONEABLE',
    run: (pool) => pool.run('returnFunction'),
    cause: named('DataCloneError', 'could not be cloned'),
  },
  {
    what: 'returns an object whose getter throws',
    code: 'ERR_POOL_RESULT_NOT_CLONEABLE',
    run: (pool) => pool.run('returnThrowingGetter'),
    cause: named('Error', 'getter'),
  },
  {
    what: 'is given what cannot be cloned',
    code: 'ERR_POOL_ARGUMENT_NOT_CLONEABLE',
    run: (pool) => pool.run('echo', [() => {}]),
    cause: named('DataCloneError', 'could not be cloned'),
  },
  {
    what: 'is given an object whose getter throws',
    code: 'ERR_POOL_ARGUMENT_NOT_CLONEABLE',
    run: (pool) =>
      pool.run('echo', [
        {
          get trap() {
            throw new Error('getter');
          },
        },
      ]),
    cause: named('Error', 'getter'),
  },
  {
    what: 'has no such name',
    code: 'ERR_POOL_NO_SUCH_TASK',
    run: (pool) => pool.run('nothing' as 'add', [1, 2]),
    cause: named('TypeError', /'nothing' is not an exported function .* add, /),
  },
  {
    what: 'is named like a property of every object',
    code: 'ERR_POOL_NO_SUCH_TASK',
    run: (pool) => pool.run('toString' as 'add', [1, 2]),
    cause: named('TypeError', 'toString'),
  },
  {
    what: 'is named like an export that is no function',
    code: 'ERR_POOL_NO_SUCH_TASK',
    run: (pool) => pool.run('notAFunction' as 'add', [1, 2]),
    cause: named('TypeError', 'notAFunction'),
  },
  {
    what: 'closes parentPort and never answers',
    code: 'ERR_POOL_WORKER_EXITED',
    run: (pool) => pool.run('closeParentPortForEver'),
    cause: named('Error', 'A task closed parentPort'),
  },
  {
    what: 'loops for ever and times out',
    code: 'ERR_POOL_TIMEOUT',
    run: (pool) => pool.run('loop', [], { timeout: 20 }),
    cause: named('TimeoutError', '20 ms'),
  },
  {
    what: 'never answers and times out',
    code: 'ERR_POOL_TIMEOUT',
    run: (pool) => pool.run('never', [], { timeout: 20 }),
    cause: named('TimeoutError', '20 ms'),
  },
  {
    what: 'loops for ever and is aborted',
    code: 'ABORT_ERR',
    run: (pool) => pool.run('loop', [], { signal: AbortSignal.timeout(20) }),
    cause: named('TimeoutError', 'timeout'),
  },
];

test.each(rows)(
  'a task that $what rejects with $code, the next one runs, close() ends',
  async ({ code, run, cause }) => {
    await using pool = taskPool({ maxThreads: 1 });
    const error = await rejection(run(pool));
    expect(error.code).toBe(code);
    cause(error.cause as never);
    expect(await pool.run('add', [1, 2])).toBe(3);
    expect(pool.stats()).toMatchObject({ submitted: 2, completed: 1, queued: 0, running: 0 });
    await pool.close();
    expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
  },
);

test('a task that closes parentPort answers all the same', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  expect(await pool.run('closeParentPort')).toBe('still here');
  expect(await pool.run('add', [1, 2])).toBe(3);
});

test('a thenable that calls back twice settles once', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  expect(await pool.run('returnThenableTwice')).toBe('first');
  expect(await pool.run('add', [1, 2])).toBe(3);
  expect(pool.stats()).toMatchObject({ submitted: 2, completed: 2 });
});
