import { createPool, move } from '@watertight/pool';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

type Tasks = typeof import('../moved-task.ts');

const size = 1024 * 1024;

/**
 * A megabyte per task, moved to a worker and back. Freed buffers wait for a collection, so external
 * memory swings by tens of megabytes: only what is left after a collection says anything.
 */
export const movedBuffers: CreateHandler = ({ registry }) => {
  const pool = registry.use(
    createPool<Tasks>(new URL('./moved-task.js', import.meta.url), {
      minThreads: 2,
      maxThreads: 2,
    }),
  );
  return {
    async process({ input }) {
      const bytes = makes('moved-buffers') ? new Uint8Array(size) : input.slice();
      const back = await pool.run('invert', [move(bytes)]);
      return back.length > 0;
    },
    quiet: () => pool.idle(),
  };
};
