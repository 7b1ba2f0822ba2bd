import { EventEmitter, getEventListeners } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

const noop = (): void => undefined;

test('listeners of an emitter are gone after disposal, those of others stay', async () => {
  const emitter = new EventEmitter();
  emitter.on('data', noop);
  const seen: unknown[] = [];
  {
    await using registry = createRegistry();
    registry.listener(emitter, 'data', (...args: unknown[]) => seen.push(args));
    registry.listener(emitter, 'data', noop);
    expect(emitter.listenerCount('data')).toBe(3);
    emitter.emit('data', 1, 2);
  }
  expect(emitter.listenerCount('data')).toBe(1);
  expect(seen).toEqual([[1, 2]]);
});

test('listeners of an event target are gone after disposal, capturing ones too', async () => {
  const target = new EventTarget();
  const registry = createRegistry();
  let calls = 0;
  registry.listener(target, 'x', () => (calls += 1));
  registry.listener(target, 'x', () => (calls += 1), { capture: true, passive: true });
  expect(getEventListeners(target, 'x')).toHaveLength(2);
  target.dispatchEvent(new Event('x'));
  expect(calls).toBe(2);
  const capturing = getEventListeners(target, 'x')[1] as () => void;
  target.removeEventListener('x', capturing);
  expect(getEventListeners(target, 'x')).toHaveLength(2);
  await registry.dispose();
  expect(getEventListeners(target, 'x')).toHaveLength(0);
});

const anEmitter = new EventEmitter();
const aTarget = new EventTarget();

test.each([
  { sort: 'an emitter', on: anEmitter, fire: () => anEmitter.emit('x') },
  { sort: 'a target', on: aTarget, fire: () => aTarget.dispatchEvent(new Event('x')) },
])('a listener that fires once on $sort leaves both it and the registry', async ({ on, fire }) => {
  await using registry = createRegistry();
  const sizes: number[] = [];
  registry.listener(on, 'x', () => sizes.push(registry.size), { once: true });
  fire();
  fire();
  expect(sizes).toEqual([0]);
  expect(getEventListeners(on, 'x')).toHaveLength(0);
});

test('the handle takes the listener off', () => {
  const emitter = new EventEmitter();
  const registry = createRegistry();
  {
    using handle = registry.listener(emitter, 'x', noop);
    expect(handle.name).toBe('x of EventEmitter');
    expect(emitter.listenerCount('x')).toBe(1);
  }
  expect([emitter.listenerCount('x'), registry.size]).toEqual([0, 0]);
});

test('a listener may be put before the others', async () => {
  const emitter = new EventEmitter();
  const order: string[] = [];
  await using registry = createRegistry();
  registry.listener(emitter, 'x', () => order.push('first registered'));
  registry.listener(emitter, 'x', () => order.push('prepended'), { prepend: true });
  emitter.emit('x');
  expect(order).toEqual(['prepended', 'first registered']);
});

test('a listener of an abort signal goes, whether or not it was aborted', async () => {
  const controller = new AbortController();
  const registry = createRegistry();
  registry.listener(controller.signal, 'abort', noop);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  await registry.dispose();
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});

test('a message port is listened to as an emitter', async () => {
  const { port1, port2 } = new MessageChannel();
  const registry = createRegistry();
  const message = await new Promise((resolve) => {
    registry.listener(port1, 'message', resolve);
    port2.postMessage('plain value');
  });
  expect(message).toBe('plain value');
  await registry.dispose();
  expect(port1.listenerCount('message')).toBe(0);
  port1.close();
});

test('the listener is called on the emitter', async () => {
  const emitter = new EventEmitter();
  await using registry = createRegistry();
  const seen: unknown[] = [];
  function listen(this: unknown): void {
    seen.push(this);
  }
  registry.listener(emitter, 'x', listen);
  registry.listener(emitter, 'x', listen, { once: true });
  emitter.emit('x');
  expect(seen).toEqual([emitter, emitter]);
});
