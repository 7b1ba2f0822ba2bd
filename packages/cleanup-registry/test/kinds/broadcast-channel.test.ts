import { BroadcastChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('a channel is closed and can send no more', async () => {
  const registry = createRegistry();
  const channel = registry.channel(new BroadcastChannel('news'));
  const receiver = registry.channel(new BroadcastChannel('news'));
  const heard = new Promise((resolve) => {
    registry.listener(receiver, 'message', ({ data }: MessageEvent) => resolve(data));
  });
  channel.postMessage('x');
  expect(await heard).toBe('x');
  expect(registry.live().map(({ kind, name }) => [kind, name])).toEqual([
    ['broadcast-channel', 'news'],
    ['broadcast-channel', 'news'],
    ['listener', 'message of BroadcastChannel'],
  ]);
  await registry.dispose();
  expect(() => channel.postMessage('x')).toThrow();
  channel.close();
});
