import { expect, test } from 'vitest';
import { census, rounds } from './census.ts';

test(
  'streams, progress, broadcasts and hooks leave no port, timer, listener or stream',
  async () => {
    const count = rounds(20, 2000);
    const left = await census(`
const { getEventListeners } = await import('node:events');
const { signal } = new AbortController();
const words = new Int32Array(new SharedArrayBuffer(32));
const hooks = new Int32Array(new SharedArrayBuffer(32));
const pool = createPool(fixture('streams.mjs'), { maxThreads: 2, abortGrace: 5000 });
const hooked = createPool(fixture('hooked.mjs'), { maxThreads: 1, workerData: { words: hooks } });
const refs = [];
// In a function of its own, whose frame holds no stream when it is over.
const round = async (i) => {
  const whole = pool.stream('count', [20], { signal, buffer: 4 });
  for await (const value of whole) if (value > 20) throw new Error('too far');
  const leftEarly = pool.stream('forEver', [words], { signal, buffer: 4 });
  for await (const value of leftEarly) if (value === 3) break;
  const failing = pool.stream('failsAt', [3], { signal });
  try { for await (const value of failing) void value; } catch (error) { if (error.code !== 'ERR_POOL_TASK_FAILED') throw error; }
  const dropped = pool.stream('forEver', [words], { buffer: 2 });
  await dropped.next();
  refs.push(new WeakRef(whole), new WeakRef(leftEarly), new WeakRef(failing), new WeakRef(dropped));
  let steps = 0;
  await pool.run('steps', [5], { signal, onProgress: () => { steps += 1; } });
  if (steps !== 5) throw new Error('lost steps');
  await pool.broadcast('number');
  await hooked.run('isReady');
  await hooked.broadcast('getLevel', [], { signal });
};
for (let i = 0; i < ${count}; i += 1) {
  if (i === ${count / 2}) await half();
  await round(i);
  // The dropped one is stopped when it is collected.
  if (i % 10 === 9) await collect();
}
while (pool.stats().running > 0) await collect();
result.listeners = getEventListeners(signal, 'abort').length;
await pool.close();
await hooked.close();
await collect();
result.streams = refs.filter((ref) => ref.deref() !== undefined).length;
result.torn = hooks[1];
`);
    // The frame of the loop may still hold its last ones.
    expect(left['streams']).toBeLessThanOrEqual(4);
    expect(left).toMatchObject({ listeners: 0, torn: 1, workers: 0, ports: 0, resources: [] });
    if (count === 2000) expect(left.heapGrowth).toBeLessThan(1e6);
  },
  rounds(60_000, 900_000),
);
