import { expect, test } from 'vitest';
import { Piscina } from '../src/piscina/index.ts';
import { file, same, theirs, type Library } from './piscina-both.ts';

const one = { minThreads: 1, maxThreads: 1 };
const moduleOf = (lib: Library): string =>
  file(lib.Piscina === theirs.Piscina ? 'uses-theirs.mjs' : 'uses-ours.mjs');

same('what a task module sees of the package', async (lib) => {
  const pool = new lib.Piscina({ ...one, filename: moduleOf(lib), workerData: { a: 1 } });
  const seen = await pool.run(null, { name: 'seen' });
  await pool.close();
  return seen;
});

same('move() in a task module, of a view and of an object with parts', async (lib) => {
  const pool = new lib.Piscina({ ...one, filename: moduleOf(lib) });
  const run = (name: string, task?: unknown) => pool.run(task, { name });
  const seen = [
    await run('give', 8),
    await run('keptLength'),
    await run('giveTransferable'),
    await run('keptLength'),
  ];
  await pool.close();
  return seen;
});

same('move() and transferList of a task', async (lib) => {
  const { move, transferableSymbol, valueSymbol } = lib;
  const pool = new lib.Piscina({ ...one, filename: moduleOf(lib), name: 'given' });
  const buffers = Array.from({ length: 5 }, (_, i) => new ArrayBuffer(i + 1));
  const parts = {
    [transferableSymbol]: [buffers[4]],
    [valueSymbol]: buffers[4],
  };
  const seen = [
    await pool.run(move(buffers[0]!)),
    await pool.run(move(new Uint8Array(buffers[1]!))),
    await pool.run(buffers[2], { transferList: [buffers[2]!] }),
    await pool.run(buffers[3]),
    await pool.run(move(parts)),
    buffers.map(({ byteLength }) => byteLength),
  ];
  await pool.close();
  return seen;
});

same('move() of what is no object', ({ move }) => [
  move(1),
  move('a'),
  move(null),
  move(undefined),
]);

same('a result that was not marked stays with the task', async (lib) => {
  const pool = new lib.Piscina({ ...one, filename: file('tasks.cjs') });
  const seen = [];
  for (let i = 0; i < 2; i += 1) seen.push(await pool.run(null, { name: 'giveKept' }));
  seen.push(await pool.run(null, { name: 'keptLength' }));
  await pool.close();
  return seen;
});

test.each(['uses-theirs.mjs', 'uses-theirs.cjs'])(
  'a module that still imports piscina (%s)',
  async (name) => {
    // Without the flags of the test runner, which would have it load sources.
    const options = { ...one, workerData: 'mine', execArgv: [] };
    const pool = new Piscina({ ...options, filename: file(name) });
    const seen = await pool.run(null, { name: 'seen' });
    expect(Object.values(seen).flat()).toEqual(
      name === 'uses-theirs.mjs' ? [true, 'mine', true, 'mine'] : [true, 'mine', true],
    );
    expect(await pool.run(8, { name: 'give' })).toEqual(new Uint8Array(8));
    await pool.close();
  },
);
