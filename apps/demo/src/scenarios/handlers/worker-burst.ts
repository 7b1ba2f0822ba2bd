import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DigestClient } from '../digest-client.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

const size = 20;
const every = 75;

/**
 * Now and then a burst of workers, all of them terminated and awaited. Resident memory stays high
 * for a while, as allocators keep what threads used; that is a high-water mark and no leak.
 */
export const workerBurst: CreateHandler = ({ registry }) => {
  const client = new DigestClient(registry, './digest-worker.js');
  let tasks = 0;
  async function burst(): Promise<void> {
    const module = new URL('./digest-worker.js', import.meta.url);
    const workers = Array.from({ length: size }, () => registry.worker(new Worker(module)));
    await Promise.all(workers.map((worker) => once(worker, 'online')));
    await Promise.all(workers.map((worker) => registry.release(worker)));
  }
  return {
    async process(context) {
      await client.digest(context);
      if (makes('worker-burst') && ++tasks % every === 0) await burst();
      return true;
    },
  };
};
