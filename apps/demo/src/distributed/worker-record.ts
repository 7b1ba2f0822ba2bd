import type { Redis } from 'ioredis';
import type { Keys } from './keys.ts';

/** Seconds without a sign of life after which a worker counts as gone. */
const silence = 10;
/** Records of workers that are gone are kept for a day, in seconds. */
const keptFor = 86_400;

/** What a worker tells of itself. */
export interface WorkerFacts {
  readonly host: string;
  readonly pid: number;
  readonly threads: number;
}

/** A worker process as `status` shows it. */
export interface WorkerLine {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly threads: number;
  /** Gone: it has not said good-bye. */
  readonly state: 'running' | 'stopped' | 'gone';
  readonly underWay: number;
  readonly applied: number;
  readonly refused: number;
}

/** Signs of life of one worker process. */
export class WorkerRecord {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #id: string;

  constructor(redis: Redis, keys: Keys, id: string) {
    this.#redis = redis;
    this.#keys = keys;
    this.#id = id;
  }

  async join(facts: WorkerFacts): Promise<void> {
    await this.#tell({ ...facts, state: 'running', underWay: 0 });
  }

  async beat(underWay: number): Promise<void> {
    // While Redis is gone, commands wait in line: one sign of life is enough when it is back.
    if (this.#redis.status === 'ready') await this.#tell({ underWay });
  }

  async leave(): Promise<void> {
    if (this.#redis.status === 'ready') await this.#tell({ state: 'stopped', underWay: 0 });
  }

  async #tell(fields: object): Promise<void> {
    const key = this.#keys.worker(this.#id);
    const seenAt = await secondsOf(this.#redis);
    const { workers } = this.#keys;
    // In one go, and each time: who reads the list takes those off it that have no record.
    const record = this.#redis
      .multi()
      .hset(key, { ...fields, seenAt })
      .expire(key, keptFor);
    await record.sadd(workers, this.#id).exec();
  }
}

/** All workers of the last day, those that run first. */
export async function readWorkers(redis: Redis, keys: Keys): Promise<WorkerLine[]> {
  const ids = await redis.smembers(keys.workers);
  const now = await secondsOf(redis);
  const lines: WorkerLine[] = [];
  for (const id of ids) {
    const fields = await redis.hgetall(keys.worker(id));
    const { host, state } = fields;
    if (host === undefined) {
      await redis.srem(keys.workers, id);
      continue;
    }
    const number = (name: string): number => Number(fields[name] ?? 0);
    const isSilent = now - number('seenAt') > silence;
    lines.push({
      id,
      host,
      pid: number('pid'),
      threads: number('threads'),
      state: state === 'stopped' ? 'stopped' : isSilent ? 'gone' : 'running',
      underWay: isSilent ? 0 : number('underWay'),
      applied: number('applied'),
      refused: number('refused'),
    });
  }
  const order = ['running', 'stopped', 'gone'];
  return lines.sort(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.id.localeCompare(b.id),
  );
}

/** By the clock of Redis: machines may disagree. */
async function secondsOf(redis: Redis): Promise<number> {
  const [seconds] = await redis.time();
  return Number(seconds);
}
