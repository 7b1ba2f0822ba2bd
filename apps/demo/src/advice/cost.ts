import { createPool } from '@watertight/pool';
import { Advised } from './advised.ts';

type Tasks = typeof import('./advice-tasks.ts');

/** Milliseconds of CPU that a small task takes, all threads of the process together. */
export interface Cost {
  readonly advised: number;
  readonly pool: number;
}

/** One small task after the other, by the usual advice and on the pool. */
export async function costOfOneTask(): Promise<Cost> {
  await using advice = new Advised();
  await using pool = createPool<Tasks>(new URL('./advice-tasks.js', import.meta.url), {
    maxThreads: 1,
  });
  return {
    advised: await cpuOf(30, () => advice.run('double', 1)),
    pool: await cpuOf(3000, () => pool.run('double', [1])),
  };
}

async function cpuOf(times: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}
