import { compareSnapshots, type Comparison } from '@watertight/snapshot-diff';
import { beforeAll, expect, it } from 'vitest';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';

/** Three owners that were there before; what they own comes later. */
function heap(isLater: boolean): string {
  const nodes: GraphNode[] = [
    { name: '' },
    { name: 'Registry', id: 11 },
    { name: 'Index', id: 13 },
    { name: 'Cache', id: 15 },
    { name: 'Log', id: 17 },
  ];
  const edges: GraphEdge[] = [1, 2, 3, 4].map((node) => [0, 'property', `r${node}`, node]);
  if (isLater) {
    const add = (node: GraphNode): number =>
      nodes.push({ ...node, id: 101 + nodes.length * 2 }) - 1;
    // A new table, V8's own, between an old owner and the new entries.
    const table = add({ name: '', type: 'array', size: 16 });
    edges.push([4, 'internal', 'table', table]);
    for (let index = 0; index < 30; index++) {
      edges.push([
        table,
        'internal',
        `${index}`,
        add({ name: `line ${index}`, type: 'string', size: 100 }),
      ]);
    }
    // A new list that has all that is new below its owner.
    const list = add({ name: 'Array', size: 16 });
    edges.push([3, 'property', 'rows', list]);
    for (let index = 0; index < 50; index++) {
      const row = add({ name: 'Row', size: 100 });
      edges.push(
        [list, 'element', index, row],
        [row, 'property', 'cell', add({ name: 'Cell', size: 20 })],
      );
    }
    // Entries that two owners hold: nothing but the root dominates them.
    for (let index = 0; index < 20; index++) {
      const entry = add({ name: 'Entry', size: 90 });
      edges.push([1, 'element', index, entry], [2, 'internal', `slot ${index}`, entry]);
    }
  }
  return graphFile(nodes, edges);
}

let found: Comparison;
beforeAll(async () => {
  found = compareSnapshots(await readText(heap(false)), await readText(heap(true)));
});

it('finds where what is new piles up: under a new list, under an old owner, by path', () => {
  const { clusters } = found;
  expect(
    clusters.map(({ point, share, objects, bytes }) => [point.name, share, objects, bytes]),
  ).toEqual([
    ['Array', 'dominator', 100, 6000],
    ['Log', 'dominator', 30, 3000],
    ['Registry', 'path', 20, 1800],
  ]);
  expect(clusters[0]!.classes).toEqual([
    { name: 'Row', count: 50, bytes: 5000 },
    { name: 'Cell', count: 50, bytes: 1000 },
  ]);
  expect(clusters[0]!.path.map((step) => step.text)).toEqual([
    '(root)',
    'Cache',
    'property rows -> Array',
  ]);
});

it('finds none where nothing is new', async () => {
  const same = compareSnapshots(await readText(heap(true)), await readText(heap(true)));
  expect(same.clusters).toEqual([]);
});

it('is plain data, of the isolate that it was found in', () => {
  expect(JSON.parse(JSON.stringify(found.clusters))).toEqual(found.clusters);
  expect(found.clusters[0]).toMatchObject({ isolate: 'main', threadId: 0 });
});
