import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createProbe } from '../src/index.ts';
import type { Verdict } from '../src/index.ts';
import { controls, leaks, TASKS } from '../verdicts/catalogue.mjs';
import { run, useBuilt } from './support/built.ts';

const built = useBuilt(['index', 'worker'], ['esm']);
const runner = fileURLToPath(new URL('../verdicts/run-catalogue.mjs', import.meta.url));

async function verdictOn(name: string, state: 'leaky' | 'mended') {
  const files = [built.entry('index'), built.entry('worker')];
  const { code, stdout, stderr } = await run([runner, name, state, '26', ...files]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Verdict & { seen: string[] };
}

describe('a service that leaks is found by the signal of its leak, and mended called clean', () => {
  test.each(Object.entries(leaks))('%s', async (name, { signal, also }) => {
    const [leaky, mended] = await Promise.all([
      verdictOn(name, 'leaky'),
      verdictOn(name, 'mended'),
    ]);
    const fired = (each: string) => leaky.signals.find((one) => one.signal === each)?.verdict;
    expect(leaky.verdict, leaky.explanation).toBe('leak');
    expect(fired(signal), leaky.explanation).toBe('leak');
    if (also) expect(fired(also), leaky.explanation).toBe('leak');
    expect(mended.seen, mended.explanation).not.toContain('leak');
    const counters = mended.signals.filter(({ unit }) => unit === 'count');
    for (const { signal: one, verdict } of counters) expect(verdict, one).toBe('stable');
  });

  test('b is blamed on failures, not on tasks', async () => {
    const { signals } = await verdictOn('b: a failed worker that is replaced', 'leaky');
    const workers = signals.find(({ signal }) => signal === 'workers');
    expect(workers?.slopePerEvent?.['failure']).toBeCloseTo(1, 6);
    expect(workers?.slopePerTask).toBeCloseTo(1 / TASKS, 6);
  });
});

describe('what only looks like a leak is none', () => {
  test.each(Object.keys(controls))('%s', async (name) => {
    const { seen, explanation } = await verdictOn(name, 'mended');
    expect(seen, explanation).not.toContain('leak');
  });
});

test('b2: a pool without a maximum shows as workers alive, while they are', async () => {
  using probe = createProbe({ settle: 1_000, timeout: 60_000 });
  const burst = Array.from(
    { length: 6 },
    () => new Worker('setInterval(()=>{},1e8)', { eval: true }),
  );
  await Promise.all(burst.map((worker) => once(worker, 'online')));
  expect((await probe.sample()).workers).toBe(6);
  await Promise.all(burst.slice(2).map((worker) => worker.terminate()));
  expect((await probe.sample()).workers).toBe(2);
  await Promise.all(burst.map((worker) => worker.terminate()));
});
