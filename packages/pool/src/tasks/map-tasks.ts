import { wrong } from '../option-checks.ts';
import type { RunOptions } from '../run-options.ts';

export interface MapOptions {
  /**
   * Most tasks that are on the way, or done and not yet taken by the consumer.
   * @default twice the pool's `maxThreads`
   */
  concurrency?: number | undefined;
  /** Ends the iteration with its reason, and aborts the tasks that are on the way. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that each task may run. @default the pool's `timeout` */
  timeout?: number | undefined;
  /** As in `run()`. @default 0 */
  priority?: number | undefined;
  /** As in `run()`. @default none */
  group?: string | undefined;
  /** As in `run()`. @default the pool's `retry` */
  retry?: RunOptions['retry'];
}

/** What `mapTasks` needs of a pool. */
interface Runner {
  run(name: string, args: readonly unknown[], options: RunOptions): Promise<unknown>;
  ready(): Promise<void>;
}

type Source = Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>;

/**
 * Results in the order of the source. The source is asked for the next arguments only when there
 * is room for one more task, so neither it nor a slow consumer makes the memory grow.
 */
export async function* mapTasks(
  pool: Runner,
  name: string,
  source: Source,
  concurrency: number,
  options: MapOptions,
): AsyncGenerator<unknown, void, undefined> {
  const { signal, timeout, priority, group, retry } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const iterator = iteratorOf(source);
  const flight: Promise<unknown>[] = [];
  let next: Promise<IteratorResult<readonly unknown[]>> | undefined;
  let ended = false;
  try {
    while (!ended || flight.length > 0) {
      if (!ended && flight.length < concurrency) next ??= Promise.resolve(iterator.next());
      // A slow source must not keep back a result that is there.
      if (next && (flight.length === 0 || (await isFirst(next, flight[0]!)))) {
        const item = await next;
        next = undefined;
        if (item.done) {
          ended = true;
          continue;
        }
        await pool.ready();
        const result = pool.run(name, item.value, {
          signal: controller.signal,
          timeout,
          priority,
          group,
          retry,
        });
        // It may reject while an earlier one is awaited; it is then reported in its turn.
        result.catch(ignore);
        flight.push(result);
      } else {
        yield await flight.shift();
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // Left early, or failed: nobody will take what is still on the way.
    if (flight.length > 0) controller.abort();
    next?.catch(ignore);
    if (!ended) await iterator.return?.();
  }
}

function iteratorOf(
  source: Source,
): AsyncIterator<readonly unknown[]> | Iterator<readonly unknown[]> {
  if (typeof source === 'object' && source !== null) {
    if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
    if (Symbol.iterator in source) return source[Symbol.iterator]();
  }
  throw wrong('source', 'an iterable or async iterable of argument lists', source);
}

async function isFirst(a: Promise<unknown>, b: Promise<unknown>): Promise<boolean> {
  const first = await Promise.race([a.then(isA, isA), b.then(isB, isB)]);
  return first === 'a';
}

const isA = (): 'a' => 'a';
const isB = (): 'b' => 'b';

function ignore(): void {}
