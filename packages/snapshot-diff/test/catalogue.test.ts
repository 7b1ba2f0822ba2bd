import { basename } from 'node:path';
import {
  compareIsolates,
  type CapturedIsolate,
  type IsolatesComparison,
} from '@watertight/snapshot-diff';
import { describe, expect, it } from 'vitest';
import { lineIn } from './support/line-in.ts';
import { fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

/** A leak as it must be named. */
interface Leak {
  program: string;
  tasks: number;
  counts?: Record<string, number>;
  name: string;
  /** The resource that holds it. */
  also?: string[];
  delta: number;
  per: string;
  k: number;
  /** `main`, or how many workers share it. */
  isolates: 'main' | number;
  /** File and text of the line; undefined where V8 keeps none. */
  at: [file: string, text: string, after?: string];
  /** In the path, as the report says it. */
  held: string;
}

const MAIN = 'programs.mjs';
const WORKERS = 'worker-programs.mjs';
const task = { per: 'task', k: 1, isolates: 'main' } as const;

const LEAKS: Leak[] = [
  {
    program: 'workerPerTask',
    tasks: 11,
    name: 'Worker',
    delta: 11,
    ...task,
    at: [WORKERS, 'function onWorkerError'],
    held: 'handle of a running thread -> Worker',
  },
  {
    program: 'failedWorkerReplaced',
    tasks: 21,
    counts: { failure: 7 },
    name: 'Worker',
    delta: 7,
    ...task,
    per: 'failure',
    at: [WORKERS, 'function onPoolError'],
    held: 'handle of a running thread -> Worker',
  },
  {
    program: 'poolWithoutMax',
    tasks: 11,
    name: 'Worker',
    delta: 11,
    ...task,
    at: [WORKERS, 'async task(id)', 'function poolWithoutMax'],
    held: 'variable idle ',
  },
  {
    program: 'listenerPerTask',
    tasks: 101,
    name: 'TaskContext',
    delta: 101,
    ...task,
    at: [WORKERS, 'constructor(id)'],
    held: 'listener of "message" -> closure onAnswer',
  },
  {
    program: 'pendingMap',
    tasks: 101,
    name: 'PendingTask',
    delta: 101,
    ...task,
    at: [WORKERS, 'constructor(resolve)'],
    held: 'variable pending ',
  },
  {
    program: 'workerCache',
    tasks: 101,
    name: 'CachedResult',
    delta: 101,
    ...task,
    isolates: 2,
    at: ['worker.mjs', 'constructor(bytes)'],
    held: 'variable cache ',
  },
  {
    program: 'workerInterval',
    tasks: 101,
    name: 'Timeout',
    delta: 101,
    ...task,
    isolates: 2,
    at: ['worker.mjs', 'function beat()'],
    held: 'active timer of 60000 ms -> Timeout',
  },
  {
    program: 'mainInterval',
    tasks: 101,
    name: 'IntervalContext',
    also: ['Timeout'],
    delta: 101,
    ...task,
    at: [MAIN, 'constructor(id)'],
    held: 'active timer of 50000 ms -> Timeout',
  },
  {
    program: 'sharedSignal',
    tasks: 101,
    name: 'AbortContext',
    delta: 101,
    ...task,
    at: [MAIN, 'constructor(id)', 'class AbortContext'],
    held: 'listener of "abort" -> closure onAbort',
  },
  {
    program: 'sockets',
    tasks: 101,
    name: 'Socket',
    delta: 202,
    ...task,
    k: 2,
    at: [MAIN, 'createServer((socket)'],
    held: '-> Socket',
  },
  {
    program: 'neverSettled',
    tasks: 21,
    counts: { failure: 7 },
    name: 'Job',
    delta: 7,
    ...task,
    per: 'failure',
    at: [WORKERS, 'constructor(id, resolve)'],
    held: 'variable jobs ',
  },
  {
    program: 'fileHandles',
    tasks: 101,
    name: 'FileHandle',
    delta: 101,
    ...task,
    at: [MAIN, 'async task()', 'function fileHandles'],
    held: 'variable opened ',
  },
  {
    program: 'ports',
    tasks: 23,
    name: 'MessagePort',
    delta: 46,
    ...task,
    k: 2,
    at: [MAIN, 'function onPortMessage'],
    held: '-> MessagePort',
  },
  {
    program: 'plainListener',
    tasks: 101,
    name: 'closure onOrder',
    delta: 101,
    ...task,
    at: [MAIN, 'const onOrder'],
    held: 'listener of "order" -> closure onOrder',
  },
  {
    program: 'textList',
    tasks: 101,
    name: 'entries of Array',
    delta: 101,
    ...task,
    at: [MAIN, 'rest: () => lines.length'],
    held: 'variable lines ',
  },
];

async function compare(
  mode: 'leaky' | 'fixed',
  tasks: number,
  programs: readonly string[],
  counts: Record<string, number> = {},
): Promise<IsolatesComparison> {
  using directory = new TemporaryDirectory();
  const args = [mode, directory.path, String(tasks), ...programs];
  const { stdout, stderr } = await runNode(fixture('catalogue/run.mjs'), args);
  expect(stderr).toBe('');
  const { before, after } = JSON.parse(stdout) as Record<'before' | 'after', CapturedIsolate[]>;
  return await compareIsolates(before, after, { counts: { task: tasks, ...counts } });
}

describe('each leak of the catalogue is named', () => {
  it.each(LEAKS)(
    '$program: $name',
    async (leak) => {
      const { suspects } = await compare('leaky', leak.tasks, [leak.program], leak.counts);
      const [suspect] = suspects;
      const { name, delta, per, k } = leak;
      expect(suspects.map((one) => one.name)).toEqual([name, ...(leak.also ?? [])]);
      expect(suspect).toMatchObject({ name, delta, per, k });
      const shares = suspect!.isolates.map(({ isolate }) => isolate);
      if (leak.isolates === 'main') expect(shares).toEqual(['main']);
      else {
        expect(shares).toHaveLength(leak.isolates);
        expect(shares.every((isolate) => isolate.startsWith('worker-'))).toBe(true);
      }
      const [file, text, after] = leak.at;
      expect(`${basename(suspect!.location!.file)}:${suspect!.location!.line}`).toBe(
        `${file}:${lineIn(`catalogue/${file}`, text, after)}`,
      );
      expect(suspect!.path.map((step) => step.text).join('\n')).toContain(leak.held);
    },
    240_000,
  );
});

/** What looks like a leak and is none. */
const CONTROLS = ['cycle', 'boundedCache', 'movedBuffers', 'descriptors'];
/** Programs that start a thread now and then: fewer tasks. */
const THREADS = ['workerPerTask', 'failedWorkerReplaced', 'poolWithoutMax', 'neverSettled'];

it('nothing is named when all leaks are mended, nor in what only looks like one', async () => {
  const mended = LEAKS.map(({ program }) => program).filter((name) => !THREADS.includes(name));
  const { suspects, isolates } = await compare('fixed', 101, [...mended, ...CONTROLS]);
  expect(suspects).toEqual([]);
  // Of all the workers; each with rows of its own.
  expect(isolates.length).toBeGreaterThan(5);
}, 240_000);

it('nothing is named when threads are ended, in bursts or after failures', async () => {
  const { suspects } = await compare('fixed', 21, [...THREADS, 'burst'], { failure: 7 });
  expect(suspects).toEqual([]);
}, 240_000);

it('nothing is named for open descriptors, which are numbers: their count is not in a heap', async () => {
  expect((await compare('leaky', 101, ['descriptors'])).suspects).toEqual([]);
}, 240_000);
