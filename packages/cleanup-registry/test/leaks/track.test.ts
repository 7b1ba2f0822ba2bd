import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { closeSync, openSync, watch } from 'node:fs';
import { open } from 'node:fs/promises';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import { trackLeaks } from '@watertight/cleanup-registry/vitest';
import type { Leak } from '@watertight/cleanup-registry/vitest';

const here = fileURLToPath(import.meta.url);
const noop = (): void => undefined;

/** Opens something while leaks are tracked, closes it or not, and says what was seen. */
async function leaksOf(opens: () => unknown): Promise<Leak[]> {
  const tracking = trackLeaks();
  await opens();
  return tracking.stop();
}

/** Each opens one resource and returns how to close it. */
const resources: [string, () => Promise<() => unknown>][] = [
  [
    'timeout',
    async () => {
      const timer = setTimeout(noop, 60_000);
      return () => clearTimeout(timer);
    },
  ],
  [
    'server',
    async () => {
      const server = net.createServer().listen(0);
      await once(server, 'listening');
      return () => once(server.close(), 'close');
    },
  ],
  [
    'watcher',
    async () => {
      const watcher = watch(tmpdir());
      return () => watcher.close();
    },
  ],
  [
    'child',
    async () => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      return () => {
        child.kill('SIGKILL');
        return once(child, 'close');
      };
    },
  ],
  [
    'worker',
    async () => {
      const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
      await once(worker, 'online');
      return () => worker.terminate();
    },
  ],
  [
    'port',
    async () => {
      const { port1 } = new MessageChannel();
      return () => port1.close();
    },
  ],
  [
    'fd',
    async () => {
      const handle = await open(here);
      return () => handle.close();
    },
  ],
  [
    'fd',
    async () => {
      const fd = openSync(here, 'r');
      return () => closeSync(fd);
    },
  ],
  [
    'listener',
    async () => {
      process.on('warning', noop);
      return () => process.removeListener('warning', noop);
    },
  ],
  [
    'registry',
    async () => {
      const registry = createRegistry();
      registry.defer(noop, { name: 'x' });
      return () => registry.dispose();
    },
  ],
];

test.each(resources)(
  'a %s left open is a leak with its line; one closed is none',
  async (type, opens) => {
    let close: (() => unknown) | undefined;
    const left = await leaksOf(async () => {
      close = await opens();
    });
    await close!();
    const found = left.find((leak) => leak.type === type);
    expect(found).toBeDefined();
    if (type !== 'fd') expect(found!.stack).toContain('track.test.ts');
    if (type === 'fd') expect(found!.what).toContain('track.test.ts');

    const closed = await leaksOf(async () => {
      await (
        await opens()
      )();
    });
    expect(closed).toEqual([]);
  },
);

test('both ends of a connection are leaks', async () => {
  const server = net.createServer().listen(0);
  await once(server, 'listening');
  let client!: net.Socket;
  const leaks = await leaksOf(async () => {
    const accepted = once(server, 'connection');
    client = net.connect((server.address() as AddressInfo).port);
    await accepted;
  });
  expect(leaks.filter(({ type }) => type === 'socket')).toHaveLength(2);
  client.destroy();
  await once(server.close(), 'close');
});

test('what was open before is no leak', async () => {
  const timer = setTimeout(noop, 60_000);
  expect(await leaksOf(noop)).toEqual([]);
  clearTimeout(timer);
});

test('what is allowed is no leak: by type, by pattern, by function', async () => {
  for (const allow of ['timeout', /track\.test\.ts/, (leak: Leak) => leak.type === 'timeout']) {
    const tracking = trackLeaks({ allow: [allow] });
    const timer = setTimeout(noop, 60_000);
    expect(await tracking.stop()).toEqual([]);
    clearTimeout(timer);
  }
});

test('listeners of an emitter of your own are seen, those added by once too', async () => {
  const bus = new EventEmitter();
  const tracking = trackLeaks({ emitters: [bus] });
  bus.once('message', noop);
  const leaks = await tracking.stop();
  expect(leaks.map(({ what }) => what)).toEqual(['message of EventEmitter']);
  expect(bus.listenerCount('newListener')).toBe(0);
});
