import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { attachProcess, captureProcess } from '@watertight/snapshot-diff';
import { describe, expect, it } from 'vitest';
import { TemporaryDirectory } from './support/temporary-directory.ts';
import { startVictim } from './support/victim.ts';

describe.skipIf(process.platform !== 'linux')('a process that is not signalled', () => {
  it('is one that does not exist, has ended, or is this one', async () => {
    await expect(attachProcess({ pid: 99_999_999 })).rejects.toMatchObject({
      name: 'AttachError',
      code: 'ERR_ATTACH_NOT_FOUND',
    });
    await using victim = await startVictim();
    victim.child.kill('SIGKILL');
    await once(victim.child, 'exit');
    await expect(attachProcess({ pid: victim.pid })).rejects.toThrow(
      `there is no process ${victim.pid}`,
    );
    for (const pid of [process.pid, 0, -1, 1.5]) {
      await expect(attachProcess({ pid })).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    }
    await expect(attachProcess({})).rejects.toThrow('either a pid or the address');
  });

  it('is one that is not Node.js: the signal would end it', async () => {
    const child = spawn('sleep', ['60']);
    try {
      await expect(attachProcess({ pid: child.pid! })).rejects.toMatchObject({
        code: 'ERR_ATTACH_NOT_NODE',
        message: `process ${child.pid} is no Node.js process (it runs sleep); it was not signalled`,
      });
      expect(child.exitCode ?? child.signalCode).toBe(null);
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });

  it('is one whose port another process has', async () => {
    await using other = await startVictim({ execArgv: ['--inspect=127.0.0.1:0'] });
    const port = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(other.stderr)![1]!;
    await using victim = await startVictim({ execArgv: [`--inspect-port=${port}`] });
    await expect(attachProcess({ pid: victim.pid })).rejects.toMatchObject({
      code: 'ERR_ATTACH_NO_INSPECTOR',
      message: expect.stringContaining(`on port ${port}, which another process has`) as string,
    });
    expect(victim.stderr).toBe('');
  });

  it.runIf(process.allowedNodeEnvironmentFlags.has('--disable-sigusr1'))(
    'is one that does not listen to it',
    async () => {
      await using victim = await startVictim({ execArgv: ['--disable-sigusr1'] });
      await expect(attachProcess({ pid: victim.pid })).rejects.toMatchObject({
        code: 'ERR_ATTACH_NO_INSPECTOR',
        message: expect.stringContaining('it runs with --disable-sigusr1') as string,
      });
      await victim.runTasks(1);
    },
  );

  it.runIf(process.getuid?.() === 0)('is one of another user', async () => {
    await using victim = await startVictim();
    process.seteuid!(65_534);
    try {
      await expect(attachProcess({ pid: victim.pid })).rejects.toMatchObject({
        code: 'ERR_ATTACH_NOT_PERMITTED',
      });
    } finally {
      process.seteuid!(0);
    }
    await victim.runTasks(1);
  });
});

it('is reached by its port alone where there is no /proc', async () => {
  const reserved = createTcpServer().listen(0, '127.0.0.1');
  await once(reserved, 'listening');
  const { port } = reserved.address() as AddressInfo;
  reserved.close();
  await once(reserved, 'close');
  await using victim = await startVictim({ execArgv: [`--inspect-port=${port}`] });
  const elsewhere = { procRoot: '/nowhere', defaultPort: port };
  await using target = await attachProcess(victim.target, elsewhere);
  expect(target.address).toBe(`127.0.0.1:${port}`);
  expect(target.proc).toBeUndefined();
  // The wrong process behind the port is noticed.
  await using other = await startVictim();
  await expect(attachProcess({ pid: other.pid }, elsewhere)).rejects.toThrow(
    `belongs to process ${victim.pid}`,
  );
});

it('refuses an address that is not on this machine unless told', async () => {
  for (const inspect of [
    'example.org:9229',
    '10.1.2.3:9229',
    '0.0.0.0:9229',
    '[2001:db8::1]:9229',
  ]) {
    await expect(attachProcess({ inspect })).rejects.toMatchObject({ code: 'ERR_ATTACH_ADDRESS' });
  }
  for (const inspect of ['', 'localhost', '127.0.0.1:0', '127.0.0.1:99999', 'a b:1']) {
    await expect(attachProcess({ inspect })).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    });
  }
  const told = attachProcess({ inspect: '127.0.0.1:1', remote: true, timeout: 1000 });
  await expect(told).rejects.toMatchObject({ code: 'ERR_ATTACH_NO_INSPECTOR' });
});

it('says so when something else answers', async () => {
  const server = createServer((_, response) => response.end('[]')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const inspect = `localhost:${(server.address() as AddressInfo).port}`;
  await expect(attachProcess({ inspect })).rejects.toMatchObject({
    code: 'ERR_ATTACH_NO_INSPECTOR',
  });
  server.close();
  await once(server, 'close');
});

it('lets a process that wants to exit go', async () => {
  await using victim = await startVictim();
  await using target = await attachProcess(victim.target);
  const lost = once(target.lost, 'abort');
  victim.child.stdin!.end();
  const [[code]] = await Promise.all([once(victim.child, 'exit'), lost]);
  expect(code).toBe(0);
  expect(target.lost.reason).toMatchObject({ code: 'ERR_ATTACH_LOST' });
  await expect(target.main.evaluate('1')).rejects.toMatchObject({ code: 'ERR_ATTACH_LOST' });
});

it('leaves no half file when the process dies in the middle', async () => {
  using directory = new TemporaryDirectory();
  await using victim = await startVictim();
  const capture = captureProcess(victim.target, {
    directory: directory.path,
    onProgress: () => victim.child.kill('SIGKILL'),
  });
  await expect(capture).rejects.toMatchObject({ name: 'AttachError', code: 'ERR_ATTACH_LOST' });
  expect(readdirSync(directory.path)).toEqual([]);
});

it('gets the whole snapshot of a worker that is terminated in the middle', async () => {
  using directory = new TemporaryDirectory();
  await using victim = await startVictim();
  await using target = await attachProcess(victim.target);
  const [, worker] = target.isolates;
  let ending: Promise<unknown> | undefined;
  const captured = await captureProcess(target, {
    directory: directory.path,
    threads: [1],
    onProgress: () => (ending ??= fetch(`http://127.0.0.1:${victim.greeting}/end`)),
  });
  expect(captured[0]!.error).toBeUndefined();
  expect(captured[0]!.bytes).toBeGreaterThan(1_000_000);
  await ending;
  // The inspector tells of the end of a thread on a connection of its own.
  while (target.isolates.length > 1) await new Promise((resolve) => setImmediate(resolve));
  expect(target.isolates.map(({ isolate }) => isolate)).toEqual(['main']);
  await expect(worker!.snapshot({ timeout: 1000 }).next()).rejects.toMatchObject({
    code: 'ERR_ATTACH_LOST',
    message: 'worker-1 ended meanwhile',
  });
  expect(victim.running).toBe(true);
});
