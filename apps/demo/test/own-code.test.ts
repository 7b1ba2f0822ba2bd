import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DemoRun } from './support/run-demo.ts';

const fileOf = (name: string): string =>
  fileURLToPath(new URL(`../examples/own-code/${name}`, import.meta.url));
const args = ['--ci', '--input', fileOf('orders.json')];
const run = (...more: string[]): DemoRun => new DemoRun([...args, ...more]);
const patience = 300_000;

test(
  'a leak is named: class, count per task, file and line, thread, and the exit code is 1',
  async () => {
    using demo = run('--worker', fileOf('tasks.mjs'), '--task', 'checkout', '--quick');
    expect(await demo.ended, demo.stderr).toBe(1);
    const result = demo.lines.at(-1)!;
    expect(result).toMatchObject({ outcome: 'leak', verdict: 'leak', exitCode: 1, reasons: [] });
    const culprits = result['culprits'] as Record<string, unknown>[];
    expect(culprits).toHaveLength(1);
    expect(culprits[0]).toMatchObject({ class: 'Receipt', delta: 101, k: 1, per: 'task' });
    // Two threads shared the 101 tasks; how, is the scheduler's affair.
    const isolates = culprits[0]!['isolates'] as { isolate: string; delta: number }[];
    expect(isolates.every(({ isolate }) => isolate.startsWith('worker-'))).toBe(true);
    expect(isolates.reduce((sum, { delta }) => sum + delta, 0)).toBe(101);
    const line =
      readFileSync(fileOf('tasks.mjs'), 'utf8').split('\n').indexOf('class Receipt {') + 1;
    expect(culprits[0]!['place']).toMatch(new RegExp(`own-code/tasks\\.mjs:${line + 1}:\\d+$`));
    expect(culprits[0]!['path']).toContain('closure variable receipts');
    expect(result).toMatchObject({
      residue: { workers: 0, handles: [] },
      ending: { byItself: true },
    });
    expect(readFileSync(demo.report, 'utf8')).toContain('Receipt +101, 1 per task');
    expect(demo.leftFiles).toEqual([]);
    expect(demo.leftProcesses).toEqual([]);
  },
  patience,
);

test(
  'an innocent module passes, with exit code 0, also under flags that a worker does not take',
  async () => {
    const quote = ['--worker', fileOf('tasks.mjs'), '--task', 'quote', '--quick'];
    using demo = new DemoRun([...args, ...quote], ['--max-old-space-size=2048']);
    expect(await demo.ended, demo.stderr).toBe(0);
    expect(demo.lines.at(-1)).toMatchObject({
      outcome: 'passed',
      verdict: 'stable',
      culprits: [],
      load: { failed: 0, shed: 0, underWay: 0 },
      residue: { workers: 0, handles: [] },
    });
  },
  patience,
);

test(
  'too few tasks leave it undecided: exit code 2, and what would help',
  async () => {
    using demo = run('--worker', fileOf('tasks.cjs'), '--tasks', '30', '--rate', '200');
    expect(await demo.ended, demo.stderr).toBe(2);
    const result = demo.lines.at(-1)!;
    expect(result).toMatchObject({ outcome: 'inconclusive', verdict: 'insufficient' });
    expect(result['load']).toMatchObject({ offered: 30, done: 20, failed: 10, shed: 0 });
    expect(result['faults']).toEqual({
      "Task 'weigh' threw: Error: an order without items": 10,
    });
    expect((result['reasons'] as string[]).join()).toContain('--tasks');
  },
  patience,
);
