import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { collected, trackCollection } from '../src/index.ts';

describe('collected()', () => {
  test('an object that nobody holds is collected', async () => {
    expect(await collected(() => ({ any: 'thing' }))).toBe(true);
    expect(await collected(() => () => 1)).toBe(true);
  });

  test('an object that somebody holds is not', async () => {
    const held = { any: 'thing' };
    const cache = new Map([['key', held]]);
    expect(await collected(new WeakRef(held))).toBe(false);
    expect(cache.size).toBe(1);
  });

  test('a listener holds what it closes over, until it is removed', async () => {
    const emitter = new EventEmitter();
    const ref = (() => {
      const context = { payload: new Uint8Array(1_000) };
      emitter.on('done', () => context);
      return new WeakRef(context);
    })();
    expect(await collected(ref)).toBe(false);
    emitter.removeAllListeners('done');
    expect(await collected(ref)).toBe(true);
  });

  test('objects in a circle are collected: V8 traces, it does not count references', async () => {
    const ref = (() => {
      const a: { b?: object } = {};
      a.b = { a };
      return new WeakRef(a);
    })();
    expect(await collected(ref)).toBe(true);
  });

  test('looking at the object again and again does not keep it alive', async () => {
    const ref = (() => new WeakRef({}))();
    for (let i = 0; i < 3; i++) {
      ref.deref();
      await new Promise((done) => setImmediate(done));
    }
    ref.deref();
    expect(await collected(ref)).toBe(true);
  });

  // A bare object would be held by the frame that awaits the answer.
  test.each([1, 'text', null, undefined, {}, () => 5])('%j is refused', async (target) => {
    await expect(collected(target as never)).rejects.toMatchObject({
      code: 'ERR_GC_PROBE_ARGUMENT',
    });
  });
});

describe('trackCollection()', () => {
  test('counts by label what is alive and what is collected', async () => {
    using tracker = trackCollection();
    const held: object[] = [];
    const work = (i: number) => {
      const context = tracker.track('context', { i });
      if (i % 10 === 0) held.push(context);
      tracker.track('request', { i });
    };
    for (let i = 0; i < 100; i++) work(i);
    expect(await tracker.count()).toEqual({
      context: { tracked: 100, collected: 90, alive: 10 },
      request: { tracked: 100, collected: 100, alive: 0 },
    });
    held.length = 0;
    expect((await tracker.count())['context']).toEqual({ tracked: 100, collected: 100, alive: 0 });
  });

  test('returns what it tracks and refuses what cannot be collected', () => {
    using tracker = trackCollection();
    const target = {};
    expect(tracker.track('x', target)).toBe(target);
    expect(() => tracker.track('x', 5 as never)).toThrow('an object or a function');
  });
});
