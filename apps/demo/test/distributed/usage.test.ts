import { expect, test } from 'vitest';
import { chooseMode } from '../../src/modes/choose-mode.ts';
import { timeout } from '../support/queue-runs.ts';

test(
  '--help of each mode tells all its options',
  async () => {
    for (const name of ['worker', 'submit', 'status']) {
      const { usage } = await chooseMode([name]);
      for (const option of ['--redis', '--queue', '--ci', 'REDIS_URL']) {
        expect(usage).toContain(option);
      }
    }
  },
  timeout,
);

test.each([
  [['submit'], '--tasks is missing'],
  [['submit', '--tasks', 'many'], '--tasks is "many"'],
  [['submit', '--tasks', '0'], '--tasks is "0"'],
  [['worker', '--threads', '0'], '--threads is "0"'],
  [['worker', '--concurrency', '1.5'], '--concurrency is "1.5"'],
  [['worker', '--redis', 'http://127.0.0.1'], '--redis is no address of a Redis'],
  [['status', '--queue', 'a:b'], '--queue is "a:b"'],
  [['status', '--tasks', '1'], '--tasks'],
])('%j is wrong usage: %s', async (args, message) => {
  const { run } = await chooseMode(args);
  await expect(run(args)).rejects.toMatchObject({
    code: 'ERR_DEMO_USAGE',
    message: expect.stringContaining(message),
  });
});
