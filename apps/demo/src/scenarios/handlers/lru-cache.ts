import { DigestClient } from '../digest-client.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

const cap = 60;

/** A cache that grows to its cap and then stays there: it looks like a leak only while it fills. */
export const lruCache: CreateHandler = ({ registry }) => {
  const client = new DigestClient(registry, './digest-worker.js');
  const cache = new Map<number, Uint8Array>();
  return {
    counters: { cached: () => cache.size },
    async process(context) {
      const { job, input } = context;
      await client.digest(context);
      if (makes('lru-cache')) {
        cache.set(job.id, input);
        // A Map keeps the order of insertion: the first key is the oldest.
        const [oldest] = cache.keys();
        if (cache.size > cap && oldest !== undefined) cache.delete(oldest);
      }
      return true;
    },
  };
};
