import { readFileSync, statSync, writeFileSync } from 'node:fs';
import {
  compareWithBaseline,
  createBaseline,
  readBaseline,
  type ReportDocument,
} from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';
import { cli, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

/** A heap of so many objects of each class; ids as another process might give them. */
function heap(counts: Readonly<Record<string, number>>, firstId = 101): string {
  const nodes: GraphNode[] = [{ name: '' }, { name: 'global' }];
  const edges: GraphEdge[] = [[0, 'shortcut', 'global', 1]];
  for (const [name, count] of Object.entries(counts)) {
    for (let index = 0; index < count; index++) {
      nodes.push({ name, id: firstId + nodes.length * 2, size: 100 });
      edges.push([1, 'property', `held ${nodes.length}`, nodes.length - 1]);
    }
  }
  return graphFile(nodes, edges);
}

it('compares a heap with a stored one of another process, class by class', async () => {
  const stored = JSON.stringify(
    createBaseline(await readText(heap({ Session: 3, Gone: 2, Same: 4 }))),
  );
  const later = await readText(heap({ Session: 8, Same: 4, Fresh: 1 }, 50_001));
  const { rows, before, after } = compareWithBaseline(readBaseline(JSON.parse(stored)), later);
  expect(rows).toEqual([
    { name: 'Session', before: 3, after: 8, delta: 5, sizeDelta: 500 },
    { name: 'Fresh', before: 0, after: 1, delta: 1, sizeDelta: 100 },
    { name: 'Gone', before: 2, after: 0, delta: -2, sizeDelta: -200 },
  ]);
  expect(after.bytes - before.bytes).toBe(400);
});

it('takes 100 KB at most, and says what it left out', async () => {
  const counts = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [`ClassWithALongName${index}`, 1 + (index % 3)]),
  );
  const snapshot = await readText(heap(counts));
  const baseline = createBaseline(snapshot);
  const size = Buffer.byteLength(`${JSON.stringify(baseline, null, 1)}\n`);
  expect(size).toBeLessThanOrEqual(100_000);
  expect(size).toBeGreaterThan(90_000);
  expect(baseline.classes.length + baseline.rest.classes).toBe(3002); // with the root and what it holds
  const bytes = baseline.classes.reduce((sum, one) => sum + one.bytes, baseline.rest.bytes);
  expect(bytes).toBe(snapshot.totalSize);
  // The same heap is no different, whatever was left out.
  expect(compareWithBaseline(baseline, snapshot).rows).toEqual([]);
});

it.each([
  [
    {},
    'baseline: schema is missing, expected "watertight.snapshot-diff.baseline/1"; write it anew',
  ],
  [
    { schema: 'watertight.snapshot-diff.baseline/9' },
    'schema is "watertight.snapshot-diff.baseline/9"',
  ],
  [{ schema: 'watertight.snapshot-diff.baseline/1' }, 'size, classes or rest is missing'],
  [
    {
      schema: 'watertight.snapshot-diff.baseline/1',
      size: { bytes: 1 },
      rest: { classes: 0 },
      classes: [{ name: 'A', count: 'x' }],
    },
    'classes[0] is {"name":"A","count":"x"}, expected name, count and bytes',
  ],
])('refuses %j', (value, message) => {
  expect(() => readBaseline(value)).toThrow(message);
});

it('is written by the command where it is missing, and compared with where it is there', async () => {
  using directory = new TemporaryDirectory();
  const [a, b, stored] = ['a', 'b', 'stored.json'].map((name) => directory.file(name));
  writeFileSync(a!, heap({ Session: 3 }));
  writeFileSync(b!, heap({ Session: 3, Extra: 2 }));
  const first = await runNode(cli, [a!, a!, '--baseline', stored!]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(statSync(stored!).size).toBeLessThan(100_000);
  const written = readFileSync(stored!, 'utf8');

  const args = [b!, b!, '--baseline', stored!];
  expect((await runNode(cli, args)).stdout).toMatch(
    /beside the baseline: .*\n.*\nExtra +0 +2 +\+2 /,
  );
  const json = await runNode(cli, [...args, '--json', '-']);
  expect((JSON.parse(json.stdout) as ReportDocument).baseline!.rows).toEqual([
    { name: 'Extra', before: 0, after: 2, delta: 2, sizeDelta: 200 },
  ]);
  expect(readFileSync(stored!, 'utf8')).toBe(written);

  writeFileSync(stored!, '{"schema":"other"}');
  const bad = await runNode(cli, args);
  expect(bad.code).toBe(64);
  expect(bad.stderr).toContain('schema is "other"');
});
