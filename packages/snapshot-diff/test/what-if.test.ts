import { writeFileSync } from 'node:fs';
import { freedByCutting, type Snapshot } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';
import { cli, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

/** Numbers that are the same in every run (Numerical Recipes' generator). */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** The plain way: who is reached from node 0 without an edge, with sets. */
function reached(edges: readonly GraphEdge[], without: ReadonlySet<GraphEdge>): Set<number> {
  const found = new Set([0]);
  for (const node of found) {
    for (const edge of edges) {
      const [from, type, , to] = edge;
      if (from === node && type !== 'weak' && !without.has(edge)) found.add(to);
    }
  }
  return found;
}

it('frees what the plain model frees, on random graphs, edge by edge', async () => {
  let compared = 0;
  let freedSome = 0;
  for (let seed = 1; seed <= 80; seed++) {
    const next = random(seed);
    const nodes: GraphNode[] = [{ name: '' }];
    const count = 4 + next(12);
    while (nodes.length < count) nodes.push({ name: `C${next(3)}`, size: 1 + next(50) });
    const edges: GraphEdge[] = [];
    for (let link = 0; link < count * 2; link++) {
      const from = next(count);
      const to = 1 + next(count - 1);
      if (from === to) continue;
      edges.push([from, next(6) === 0 ? 'weak' : 'property', `p${link}`, to]);
    }
    const snapshot = await readText(graphFile(nodes, edges));
    const now = reached(edges, new Set());
    for (const edge of edges) {
      const [from, type, name, to] = edge;
      if (type === 'weak') continue;
      const then = reached(edges, new Set([edge]));
      const gone = [...now].filter((node) => !then.has(node));
      const cut = { from: from * 2 + 1, to: to * 2 + 1, name };
      const freed = freedByCutting(snapshot, [cut]);
      expect(freed).toMatchObject({
        edges: 1,
        objects: gone.length,
        bytes: gone.reduce((sum, node) => sum + nodes[node]!.size!, 0),
      });
      expect(freed.classes.reduce((sum, one) => sum + one.count, 0)).toBe(gone.length);
      compared++;
      if (gone.length > 1) freedSome++;
    }
  }
  expect(compared).toBeGreaterThan(500);
  expect(freedSome).toBeGreaterThan(40);
});

/** A text that two caches hold, and one that a single one holds by two names. */
function shared(): Promise<Snapshot> {
  const nodes: GraphNode[] = [
    { name: '' },
    { name: 'Cache' },
    { name: 'Cache' },
    { name: 'Shared', size: 1000 },
    { name: 'Own', size: 10 },
  ];
  const edges: GraphEdge[] = [
    [0, 'property', 'one', 1],
    [0, 'property', 'other', 2],
    [1, 'property', 'value', 3],
    [2, 'property', 'value', 3],
    [1, 'property', 'a', 4],
    [1, 'property', 'b', 4],
  ];
  return readText(graphFile(nodes, edges));
}

it('tells what retained sizes cannot: an object that is held twice is freed when both are cut', async () => {
  const snapshot = await shared();
  const cuts = [
    { from: 3, to: 7 },
    { from: 5, to: 7 },
  ];
  expect(freedByCutting(snapshot, cuts.slice(0, 1)).bytes).toBe(0);
  expect(freedByCutting(snapshot, cuts)).toEqual({
    objects: 1,
    bytes: 1000,
    edges: 2,
    classes: [{ name: 'Shared', count: 1, bytes: 1000 }],
  });
});

it('cuts every reference between two objects, unless one is named', async () => {
  const snapshot = await shared();
  expect(freedByCutting(snapshot, [{ from: 3, to: 9, name: 'a' }]).bytes).toBe(0);
  expect(freedByCutting(snapshot, [{ from: 3, to: 9 }])).toMatchObject({ bytes: 10, edges: 2 });
});

it('cuts whoever holds an object where no holder is given', async () => {
  expect(freedByCutting(await shared(), [{ to: 7 }])).toMatchObject({ bytes: 1000, edges: 2 });
});

it('says when there is nothing to cut', async () => {
  const snapshot = await shared();
  expect(() => freedByCutting(snapshot, [{ from: 3, to: 99 }])).toThrow('there is no object @99');
  expect(() => freedByCutting(snapshot, [{ to: 1 }])).toThrow('nobody holds a reference to @1');
  expect(() => freedByCutting(snapshot, [{ from: 7, to: 3 }])).toThrow(
    '@7 holds no reference to @3',
  );
  expect(() => freedByCutting(snapshot, [{ from: 3, to: 9, name: 'c' }])).toThrow(
    '@3 holds no reference called "c" to @9',
  );
});

it('is told by the command: of each reference to an object, and of all', async () => {
  using directory = new TemporaryDirectory();
  const file = directory.file('heap.heapsnapshot');
  const nodes = [
    { name: '' },
    { name: 'Cache', size: 8 },
    { name: 'Session', size: 40 },
    { name: 'Payload', size: 1000 },
    { name: 'Registry', size: 8 },
  ];
  const edges: GraphEdge[] = [
    [0, 'property', 'cache', 1],
    [0, 'property', 'registry', 4],
    [1, 'property', 'current', 2],
    [4, 'property', 'last', 2],
    [2, 'property', 'payload', 3],
  ];
  writeFileSync(file, graphFile(nodes, edges));
  const held = await runNode(cli, ['paths', file, '--id', '@5', '--what-if']);
  expect(held).toMatchObject({ code: 0, stderr: '' });
  const nothing = 'without this reference: nothing would be freed, something else holds it';
  expect(held.stdout.split(nothing)).toHaveLength(3);
  expect(held.stdout).toContain(
    '\nWithout any reference to it: 1.0 KB in 2 objects would be freed (1 × Payload, 1 × Session)\n',
  );
  const payload = await runNode(cli, [
    'paths',
    file,
    '--class',
    'Payload',
    '--what-if',
    '--json',
    '-',
  ]);
  expect(JSON.parse(payload.stdout)).toMatchObject({
    paths: [{ heldBy: { id: 5, edge: 'payload' }, freed: { objects: 1, bytes: 1000, edges: 1 } }],
  });
});
