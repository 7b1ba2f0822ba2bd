import { expect, test } from 'vitest';
import { processor } from '../../src/bullmq/index.ts';

test('one report is on its way at a time, the newest waits, and the job ends after the last', async () => {
  const sent: unknown[] = [];
  const arrive: (() => void)[] = [];
  const job = {
    data: {},
    updateProgress(value: unknown): Promise<void> {
      sent.push(value);
      return new Promise((resolve) => arrive.push(resolve));
    },
  };
  const pool = {
    maxThreads: 1,
    ready: async (): Promise<void> => undefined,
    close: async (): Promise<void> => undefined,
    destroy: async (): Promise<void> => undefined,
    async run(_name: never, _args: never, { onProgress }: { onProgress(value: unknown): void }) {
      for (let step = 1; step <= 5; step += 1) onProgress(step);
      return 'done';
    },
  };
  let result: unknown;
  const ended = processor(pool, 'task')(job as never, 'token').then((value) => (result = value));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await turn();
  expect([sent, result]).toEqual([[1], undefined]);
  arrive.shift()!();
  await turn();
  expect([sent, result]).toEqual([[1, 5], undefined]);
  arrive.shift()!();
  expect(await ended).toBe('done');
});
