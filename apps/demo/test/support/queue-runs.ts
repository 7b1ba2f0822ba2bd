import { expect } from 'vitest';
import type { QueueStatus } from '../../src/distributed/queue-status.ts';
import { DemoRun } from './run-demo.ts';

/** Generous: a machine may be slow and have other work. */
export const timeout = 600_000;

export const startWorker = (redis: string, ...more: string[]): DemoRun =>
  new DemoRun(['worker', '--ci', '--redis', redis, '--threads', '1', ...more]);

/** Runs a mode to its end. */
export async function runMode(...args: string[]): Promise<{
  readonly code: unknown;
  readonly stderr: string;
  readonly lines: readonly Record<string, unknown>[];
}> {
  using run = new DemoRun(args);
  const code = await run.ended;
  expect(run.leftProcesses).toEqual([]);
  return { code, stderr: run.stderr, lines: run.lines };
}

export async function submit(redis: string, tasks: number): Promise<void> {
  const { code, stderr } = await runMode('submit', '--ci', '--redis', redis, '--tasks', `${tasks}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

export interface StatusLine extends QueueStatus {
  readonly missing: number;
  readonly code: unknown;
}

/** What `status` says; with `--wait`, when nothing is left to do. */
export async function status(redis: string, ...more: string[]): Promise<StatusLine> {
  const { code, stderr, lines } = await runMode('status', '--ci', '--redis', redis, ...more);
  expect(stderr).toBe('');
  return { ...(lines.at(-1) as unknown as StatusLine), code };
}

/** Resolves when this worker has applied so many effects. */
export async function hasApplied(worker: DemoRun, count: number): Promise<void> {
  await worker.line(({ event, applied }) => event === 'progress' && Number(applied) >= count);
}

/** Stops a worker as an orchestrator does, and expects an orderly end. */
export async function expectOrderlyEnd(worker: DemoRun): Promise<void> {
  worker.interrupt('SIGTERM');
  expect({ code: await worker.ended, stderr: worker.stderr }).toEqual({ code: 0, stderr: '' });
  expect(worker.lines.at(-1)).toMatchObject({ event: 'stopped', underWay: 0 });
  expect(worker.leftProcesses).toEqual([]);
}

/** For `line()`: the event of that name. */
export const isEvent =
  (name: string) =>
  ({ event }: Record<string, unknown>): boolean =>
    event === name;
