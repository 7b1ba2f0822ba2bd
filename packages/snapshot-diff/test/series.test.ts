import {
  compareSeries,
  reportDocument,
  terminalReport,
  type SeriesComparison,
} from '@watertight/snapshot-diff';
import { writeFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { cli, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';

/** Ids of the objects of each class that a heap holds. */
type Heap = Readonly<Record<string, readonly number[]>>;

function text(heap: Heap): string {
  const nodes: GraphNode[] = [{ name: '' }, { name: 'global' }];
  const edges: GraphEdge[] = [[0, 'shortcut', 'global', 1]];
  for (const [name, ids] of Object.entries(heap)) {
    for (const id of ids) {
      nodes.push({ name, id, size: 40 });
      edges.push([1, 'property', `held ${id}`, nodes.length - 1]);
    }
  }
  return graphFile(nodes, edges);
}

async function* file(heap: Heap): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text(heap)));
}

/** Odd ids from `from` on, so many. */
const ids = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from * 10_000 + index * 2 + 1);

const STEPS = [0, 1, 2, 3];
const heaps: Heap[] = STEPS.map((step) => ({
  Leaked: STEPS.slice(0, step + 1).flatMap((round) => ids(10 + round, 23)),
  Replaced: ids(20 + step, 23),
  FillsUp: STEPS.slice(0, Math.min(step, 2) + 1).flatMap((round) => ids(30 + round, 23)),
  Creeps: STEPS.slice(0, step + 1).flatMap((round) => ids(40 + round, 7 + round)),
  Kept: ids(50, 5),
}));

let found: SeriesComparison;
beforeAll(async () => {
  found = await compareSeries(heaps.map(file), { tasks: 23 });
});

it('suspects what grows by k per task in every step, and neither what is replaced nor what fills up', () => {
  expect(found.suspects.map(({ name, delta, k }) => ({ name, delta, k }))).toEqual([
    { name: 'Leaked', delta: 23, k: 1 },
  ]);
  expect(found.growing.map(({ name }) => name)).toEqual(['Creeps']);
});

it('tells counts, deltas and survivors step by step', () => {
  const rows = new Map(found.series.map((row) => [row.name, row]));
  expect(rows.get('Leaked')).toEqual({
    key: ',Leaked',
    name: 'Leaked',
    counts: [23, 46, 69, 92],
    bytes: [920, 1840, 2760, 3680],
    deltas: [23, 23, 23],
    survivors: [69, 46, 23],
    monotone: true,
  });
  expect(rows.get('FillsUp')).toMatchObject({
    deltas: [23, 23, 0],
    survivors: [46, 23, 0],
    monotone: false,
  });
  expect(rows.get('Creeps')).toMatchObject({ deltas: [8, 9, 10], monotone: true });
  // What is replaced has the same number in each: it did not change.
  expect(rows.has('Replaced')).toBe(false);
  expect(rows.has('Kept')).toBe(false);
  expect(found.series[0]!.name).toBe('Leaked');
  expect(found.sizes).toHaveLength(4);
  expect(found.rows.find((row) => row.name === 'Replaced')).toMatchObject({
    added: 23,
    removed: 23,
  });
});

it('shows the steps in the terminal', () => {
  const { series: rows, sizes, suspects, growing } = found;
  const report = reportDocument({
    method: 'series',
    counts: { task: 23 },
    suspects,
    growing,
    isolates: [],
    series: { sizes, rows },
  });
  expect(report.verdict).toBe('leak');
  expect(terminalReport(report)).toMatch(/Leaked +\+23 \+23 \+23 +92 +69\n/);
});

it('wants two snapshots at least', async () => {
  await expect(compareSeries([file(heaps[0]!)])).rejects.toThrow('two or more snapshots, got 1');
});

it('is what the command does with four files or more', async () => {
  using directory = new TemporaryDirectory();
  const files = heaps.map((heap, step) => {
    writeFileSync(directory.file(`${step}.heapsnapshot`), text(heap));
    return directory.file(`${step}.heapsnapshot`);
  });
  const { code, stdout } = await runNode(cli, [...files, '--tasks', '23']);
  expect(code).toBe(1);
  expect(stdout).toContain('leak: Leaked +23 = 1 per task\n');
  expect(stdout).toMatch(/Creeps +\+8 \+9 \+10 /);
});
