import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gapsOf } from '../src/load/schedule.ts';
import { readTrace } from '../src/load/trace.ts';
import { DemoRun } from './support/run-demo.ts';

interface Load {
  readonly offered: number;
  readonly done: number;
  readonly failed: number;
  readonly shed: number;
  readonly underWay: number;
  readonly latency: Record<string, number | string>;
}

/** How many arrivals the schedule has in so many milliseconds. */
function arrivals(rate: number, seed: number, duration: number): number {
  let [at, count] = [0, 0];
  for (const gap of gapsOf({ kind: 'poisson', rate }, seed)) {
    at += gap;
    if (at > duration) return count;
    count++;
  }
  return count;
}

test('overloaded, it sheds: every task of the schedule is done, failed or shed, and the trace has it', async () => {
  using run = new DemoRun([
    '--ci',
    '--load=poisson',
    '--rate=1500',
    '--seconds=2',
    '--queue=20',
    '--seed=4',
    '--record=trace.txt',
  ]);
  expect(await run.ended, run.stderr).toBe(0);
  const result = run.lines.at(-1)!;
  const load = result['load'] as Load;
  expect(load.offered).toBe(arrivals(1500, 4, 2000));
  expect(load.done + load.failed + load.shed).toBe(load.offered);
  expect(load).toMatchObject({
    underWay: 0,
    wantedRate: 1500,
    latency: { from: 'intended arrival' },
  });
  // Two threads cannot do 3,000 documents of 48 KiB in 2 s.
  expect(load.shed).toBeGreaterThan(0);
  const { p50, p90, p99, p999, max } = load.latency as Record<string, number>;
  expect([p50, p90, p99, p999, max]).toEqual([p50, p90, p99, p999, max].sort((a, b) => a! - b!));
  expect(readTrace(join(run.folder, 'trace.txt'))).toHaveLength(load.offered);
  expect(result).toMatchObject({ outcome: 'passed', residue: { workers: 0, handles: [] } });

  const html = readFileSync(run.report, 'utf8');
  expect(html).toContain(`${load.shed.toLocaleString('en-US')} shed`);
  const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!;
  expect((JSON.parse(data) as { load: Load }).load).toEqual(load);
  expect(run.leftFiles).toEqual([]);
  expect(run.leftProcesses).toEqual([]);
}, 300_000);
