import { expect, test } from 'vitest';
import { runMode, timeout } from '../support/queue-runs.ts';
import { named, Redis, skip } from '../support/redis.ts';

const modes = [['worker'], ['submit', '--tasks', '1'], ['status']] as const;

async function expectRefusal(
  redis: string,
  code: number,
  reason: string,
  asked: readonly (readonly string[])[] = [['status']],
): Promise<void> {
  for (const mode of asked) {
    const ended = await runMode(...mode, '--ci', '--redis', redis);
    expect(ended).toMatchObject({ code, lines: [] });
    expect(ended.stderr).toMatch(/^cannot use Redis at [^\n]*\n$/);
    expect(ended.stderr).toContain(reason);
    expect(ended.stderr).not.toContain('hunter2');
  }
}

test(
  'no Redis: one line says so, and what to do',
  async () => {
    // Nobody listens on port 1.
    await expectRefusal('redis://user:hunter2@127.0.0.1:1', 69, 'start redis-server', modes);
    await expectRefusal('/nowhere/redis.sock', 69, 'start redis-server');
  },
  timeout,
);

test.skipIf(skip)(
  named('a wrong password, none, a wrong database: refused in one line'),
  async () => {
    await using redis = await Redis.start('--requirepass', 'secret');
    await expectRefusal(`${redis.path}?password=hunter2`, 77, 'refuses the password', modes);
    await expectRefusal(redis.path, 77, 'wants a password');
    await expectRefusal(`${redis.path}?password=secret&db=99`, 69, 'DB index is out of range');
    const { code } = await runMode(
      'submit',
      '--tasks',
      '1',
      '--ci',
      '--redis',
      `${redis.path}?password=secret`,
    );
    expect(code).toBe(0);
  },
  timeout,
);
