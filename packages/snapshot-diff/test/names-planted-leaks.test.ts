import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  compareIsolates,
  type CapturedIsolate,
  type IsolatesComparison,
  type Suspect,
} from '@watertight/snapshot-diff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

/** `file:line` of the first line of a fixture that has this text. */
function lineOf(file: string, text: string): string {
  const lines = readFileSync(fixture(file), 'utf8').split('\n');
  return `${file}:${lines.findIndex((line) => line.includes(text)) + 1}`;
}

/** Milliseconds. Twenty snapshots of real isolates; far more than they take on a busy machine. */
const PATIENCE = 300_000;

const counts = { task: 101, failure: 7 };
const directories: TemporaryDirectory[] = [];

async function compareService(mode: 'leaky' | 'fixed'): Promise<IsolatesComparison> {
  const directory = new TemporaryDirectory();
  directories.push(directory);
  const { stdout, stderr } = await runNode(fixture('leaky-service.mjs'), [mode, directory.path]);
  expect(stderr).toBe('');
  const { before, after } = JSON.parse(stdout) as Record<'before' | 'after', CapturedIsolate[]>;
  for (const { error } of [...before, ...after]) expect(error).toBeUndefined();
  return compareIsolates(before, after, { counts });
}

afterAll(() => {
  for (const directory of directories) directory[Symbol.dispose]();
});

describe('a service that leaks in four ways', () => {
  let found: IsolatesComparison;
  const suspect = (name: string): Suspect => found.suspects.find((one) => one.name === name)!;
  const place = ({ location }: Suspect): string => `${basename(location!.file)}:${location!.line}`;

  beforeAll(async () => {
    found = await compareService('leaky');
  }, PATIENCE);

  it('has those four as suspects and nothing else', () => {
    expect(found.suspects.map(({ name, delta, per, k }) => ({ name, delta, per, k }))).toEqual([
      { name: expect.stringMatching(/TaskContext|CachedResult/), delta: 101, per: 'task', k: 1 },
      { name: expect.stringMatching(/TaskContext|CachedResult/), delta: 101, per: 'task', k: 1 },
      { name: 'Worker', delta: 7, per: 'failure', k: 1 },
      { name: 'Timeout', delta: 101, per: 'task', k: 1 },
    ]);
    expect(new Set(found.suspects.map((one) => one.name)).size).toBe(4);
  });

  it('names the class that a listener of a long-lived worker holds, its line and its path', () => {
    const context = suspect('TaskContext');
    expect(place(context)).toBe(lineOf('leaky-service.mjs', 'constructor(id)'));
    expect(context.isolates).toEqual([{ isolate: 'main', threadId: 0, delta: 101 }]);
    const path = context.path.map((step) => step.text).join('\n');
    expect(path).toMatch(/-> Worker\n/);
    expect(path).toContain('listener of "message" -> closure onEntry\n');
    expect(path).toContain('closure variable context in onEntry (');
    expect(context.path.at(-2)!.location!.line).toBe(
      Number(lineOf('leaky-service.mjs', 'function onEntry').split(':')[1]),
    );
  });

  it('sums what each pool worker holds a part of', () => {
    const cached = suspect('CachedResult');
    expect(place(cached)).toBe(lineOf('leaky-worker.mjs', 'constructor(id'));
    expect(cached.isolates.map((share) => share.delta).sort()).toEqual([50, 51]);
    expect(cached.isolates.every((share) => share.isolate.startsWith('worker-'))).toBe(true);
    expect(cached.path.at(-1)!.text).toBe('entry of the Map -> CachedResult');
  });

  it('points at the callback of timers, and at the listener of workers', () => {
    expect(place(suspect('Timeout'))).toBe(lineOf('leaky-worker.mjs', 'function beat()'));
    expect(place(suspect('Worker'))).toBe(lineOf('leaky-service.mjs', 'function onFinding'));
  });

  it('puts what came with a leaked worker under it', () => {
    expect(suspect('Worker').companions.map((companion) => companion.name)).toContain(
      'MessagePort',
    );
  });

  it('lists the workers born in between, and does not count what they hold', () => {
    expect(found.born).toHaveLength(7);
    expect(found.gone).toEqual([]);
    expect(found.counts).toEqual(counts);
  });

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});

it(
  'finds no suspect in the same service without the leaks',
  async () => {
    const found = await compareService('fixed');
    expect(found.suspects).toEqual([]);
    expect(found.born).toHaveLength(1);
    expect(found.gone).toHaveLength(1);
  },
  PATIENCE,
);
