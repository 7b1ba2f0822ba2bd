import { basename } from 'node:path';
import { allocationStacks, readSnapshot, type Snapshot } from '@watertight/snapshot-diff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { graphFile } from './support/graph-file.ts';
import { lineIn } from './support/line-in.ts';
import { readText } from './support/read-text.ts';
import { cli, fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

const directory = new TemporaryDirectory();
const file = directory.file('tracked.heapsnapshot');
let snapshot: Snapshot;
beforeAll(async () => {
  expect(await runNode(fixture('tracked-allocations.mjs'), [file])).toMatchObject({ code: 0 });
  snapshot = await readSnapshot(file);
}, 240_000);
afterAll(() => directory[Symbol.dispose]());

it('tells which calls allocated the objects of a class', () => {
  const [stack, ...rest] = allocationStacks(snapshot, { className: 'Order' });
  expect(rest).toEqual([]);
  expect(stack!.count).toBe(40);
  expect(stack!.bytes).toBeGreaterThanOrEqual(40 * 8);
  const names = stack!.frames.map(({ name }) => name);
  expect(names.slice(names.indexOf('place'), names.indexOf('place') + 2)).toEqual([
    'place',
    'serve',
  ]);
  const place = stack!.frames.find(({ name }) => name === 'place')!.location!;
  const line = lineIn('tracked-allocations.mjs', 'function place()');
  expect([basename(place.file), place.line]).toEqual(['tracked-allocations.mjs', line]);
});

it('tells it of one object', () => {
  const node = Array.from({ length: snapshot.nodeCount }, (_, at) => at).find(
    (at) => snapshot.className(at) === 'Order',
  )!;
  const [stack] = allocationStacks(snapshot, { id: snapshot.columns.nodeId[node]! });
  expect(stack).toMatchObject({ count: 1 });
  expect(stack!.frames.map(({ name }) => name)).toContain('place');
});

it('is told by the command, of the heap and of a class', async () => {
  const summary = await runNode(cli, ['summary', file, '--top', '30']);
  expect(summary).toMatchObject({ code: 0, stderr: '' });
  expect(summary.stdout).toContain('\nAllocated by\n');
  const paths = await runNode(cli, ['paths', file, '--class', 'Order']);
  expect(paths).toMatchObject({ code: 0, stderr: '' });
  const line = lineIn('tracked-allocations.mjs', 'function place()');
  expect(paths.stdout).toMatch(
    new RegExp(
      `\\nAllocated by\\n.* in 40 objects\\n(?: {3}.*\\n)* {3}place \\(.*tracked-allocations.mjs:${line}:\\d+\\)\\n`,
    ),
  );
});

it('has nothing to tell where allocations were not tracked', async () => {
  expect(allocationStacks(await readText(graphFile([{ name: '' }], [])))).toEqual([]);
});

it('refuses a class and an id together', () => {
  expect(() => allocationStacks(snapshot, { className: 'Order', id: 1 })).toThrow(/not both/);
});
