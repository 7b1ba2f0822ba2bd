import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

async function run(example: string): Promise<{ code: number; output: string; errors: string }> {
  const file = fileURLToPath(new URL(`../examples/${example}`, import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number];
  return { code, output, errors };
}

test('the shutdown example flips readiness, finishes its request and exits 143', async () => {
  const { code, output, errors } = await run('shutdown.mjs');
  expect(errors).toBe('');
  expect(output.split('\n').filter(Boolean)).toEqual([
    'ready 200',
    'ready 503',
    'request in flight: done',
    'storage closed',
  ]);
  expect(code).toBe(143);
});

test('the example of tasks on a worker leaves nothing of any task', async () => {
  const { code, output, errors } = await run('task-scope.mjs');
  expect(errors).toBe('');
  expect(output).toBe(
    'resize: done, held 2, holds 0\nfails: bad input, held 2, holds 0\nhash: done, held 2, holds 0\nlive: 0\n',
  );
  expect(code).toBe(0);
});

test('the suite with noLeaks fails where its queue is not closed, and says which line opened it', async () => {
  const vitest = join(
    dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
    'vitest.mjs',
  );
  const root = fileURLToPath(new URL('../examples/no-leaks', import.meta.url));
  const child = spawn(process.execPath, [vitest, 'run', '--reporter=json', '--testTimeout=60000'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, VITEST: undefined, VITEST_POOL_ID: undefined },
  });
  const { testResults } = JSON.parse(await text(child.stdout)) as {
    testResults: {
      assertionResults: { title: string; status: string; failureMessages: string[] }[];
    }[];
  };
  const [closes, forgets] = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect([closes?.status, forgets?.status]).toEqual(['passed', 'failed']);
  expect(forgets!.failureMessages.join()).toContain('interval of scope "queue"');
  expect(forgets!.failureMessages.join()).toContain('queue.mjs:9');
});
