import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.ts';

/**
 * A queue delivers at least once: a task whose worker dies after its effect and before its receipt is run again. So
 * the effect must happen once, and be counted with it or not at all: one script, which Redis runs whole. A script
 * that was sent again after a lost connection finds its own run on record, which is no duplicate.
 */
const applyOnce = `
local worker, counts, results = KEYS[1], KEYS[2], KEYS[3]
local task, effect = ARGV[1], ARGV[2]
if redis.call('HSETNX', results, task, effect) == 1 then
  redis.call('HINCRBY', worker, 'applied', 1)
  return 1
end
if redis.call('HGET', results, task) == effect then return 1 end
redis.call('HINCRBY', counts, 'refused', 1)
redis.call('HINCRBY', worker, 'refused', 1)
return 0`;

/** What tasks bring about: a digest of their result, on record under the id of the task. */
export class Effects {
  readonly #redis: Redis;
  readonly #keys: readonly [worker: string, counts: string, results: string];

  constructor(redis: Redis, keys: Keys, worker: string) {
    this.#redis = redis;
    this.#keys = [keys.worker(worker), keys.counts, keys.results];
  }

  /** Resolves with whether it was applied; false: another run of the task had applied it before. */
  async apply(task: string, bytes: Uint8Array): Promise<boolean> {
    const digest = createHash('sha256').update(bytes).digest('base64url');
    const effect = `${digest} ${randomUUID()}`;
    return (await this.#redis.eval(applyOnce, 3, ...this.#keys, task, effect)) === 1;
  }
}
