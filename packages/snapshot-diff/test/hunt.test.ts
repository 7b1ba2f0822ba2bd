import { readdirSync } from 'node:fs';
import { huntProcess, terminalHunt, type HuntPhase } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { startVictim } from './support/victim.ts';

it.each([
  ['main', 'Session', 'main'],
  ['worker', 'Invoice', 'worker-1'],
])('names what leaks in %s of a process that knows nothing of it', async (leak, name, isolate) => {
  await using victim = await startVictim({ env: { LEAK: leak } });
  await victim.runTasks(20);
  const phases: HuntPhase[] = [];
  const document = await huntProcess(victim.target, {
    between: () => victim.runTasks(101),
    tasks: 101,
    settle: 0,
    onPhase: (phase) => phases.push(phase),
  });
  expect(document).toMatchObject({
    schema: 'watertight.snapshot-diff.hunt/1',
    verdict: 'leak',
    summary: `leak: ${name} +101 = 1 per task`,
    process: { pid: victim.pid, version: process.version },
    born: [],
    gone: [],
    failed: [],
    vitalSuspects: [],
  });
  const [suspect] = document.comparison.suspects;
  expect(suspect!.isolates).toEqual([
    { isolate, threadId: isolate === 'main' ? 0 : 1, delta: 101 },
  ]);
  expect(suspect!.location!.file).toMatch(/victim\.mjs$/);
  expect(suspect!.path.length).toBeGreaterThan(1);
  expect(phases).toEqual(['attach', 'capture before', 'wait', 'settle', 'capture after', 'done']);
});

it('says so when nothing leaks, and counts the requests itself', async () => {
  await using victim = await startVictim();
  await victim.runTasks(20);
  const document = await huntProcess(victim.target, {
    between: () => victim.runTasks(37),
    settle: 0,
    threads: 'main',
  });
  expect(document.summary).toBe('no class grew by a multiple of 37 × request');
  expect(document.verdict).toBe('no leak');
  expect(document.comparison.counts).toEqual({ request: 37 });
  // What counted them is gone.
  const left = await huntProcess(victim.target, {
    between: 0,
    settle: 0,
    requests: false,
    threads: 'main',
  });
  expect(left.comparison.counts).toEqual({});
});

it('acquits nobody by a number that was read while requests were in flight', async () => {
  await using victim = await startVictim({ env: { LEAK: 'main' } });
  await victim.runTasks(20);
  const document = await huntProcess(victim.target, {
    between: () => victim.runTasks(41),
    // First 0, then 43: two were counted that had not come so far.
    expressions: { order: 'globalThis.orders = (globalThis.orders ?? -43) + 43' },
    threads: 'main',
    settle: 0,
  });
  expect(document.verdict).toBe('inconclusive');
  expect(document.summary).toMatch(/^Session \+41 is about 1 per order \(43\), counted while/);
  expect(terminalHunt(document)).toMatch(/Session \+41 held by\n {2}\(root\)\n/);
});

it('sees descriptors that grow with the tasks', async () => {
  await using victim = await startVictim({ env: { LEAK: 'socket' } });
  const idle = victim.descriptors;
  await victim.runTasks(5);
  await victim.untilDescriptors(idle + 10);
  const document = await huntProcess(victim.target, {
    async between() {
      const before = victim.descriptors;
      await victim.runTasks(53);
      await victim.untilDescriptors(before + 106);
    },
    expressions: { zero: '0', nothing: '1 + 1' },
    tasks: 53,
    threads: 'main',
    settle: 0,
  });
  // Both ends of each connection are in this one process.
  expect(document.vitalSuspects).toEqual(
    process.platform === 'linux' ? [{ what: 'descriptors', delta: 106, per: 'task', k: 2 }] : [],
  );
  expect(document.verdict).toBe('leak');
  expect(document.comparison.counts).toEqual({ task: 53 });
});

it('stops when told to, and the process lives on', async () => {
  await using victim = await startVictim();
  const stop = new AbortController();
  const hunt = huntProcess(victim.target, {
    between: 1e8,
    signal: stop.signal,
    threads: 'main',
    onPhase: (phase) => phase === 'wait' && stop.abort(new Error('enough')),
  });
  await expect(hunt).rejects.toThrow('enough');
  await victim.runTasks(1);
  expect(readdirSync(`/proc/${victim.pid}/task`).length).toBeGreaterThan(1);
});
