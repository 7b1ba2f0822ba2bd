import { compareSnapshots, type Comparison } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';

const TASKS = 101;

/** A heap with so many objects, each held in the way that `hold` says. */
function heap(count: number, hold: (index: number, object: number) => GraphEdge[]): string {
  const nodes: GraphNode[] = [{ name: '' }, { name: 'Array', id: 11 }, { name: 'Ledger', id: 13 }];
  const edges: GraphEdge[] = [
    [0, 'property', 'rows', 1],
    [0, 'property', 'ledger', 2],
  ];
  for (let index = 0; index < count; index++) {
    const object = nodes.push({ name: 'Object', id: 101 + index * 2, size: 56 }) - 1;
    edges.push(...hold(index, object));
  }
  return graphFile(nodes, edges);
}

async function compare(hold: Parameters<typeof heap>[1]): Promise<Comparison> {
  const [before, after] = [await readText(heap(0, hold)), await readText(heap(TASKS, hold))];
  return compareSnapshots(before, after, { tasks: TASKS });
}

it('are a suspect when each task left one, held as those of the others are', async () => {
  const { suspects } = await compare((index, object) => [[1, 'element', index, object]]);
  const suspect = suspects.find(({ name }) => name === 'Object');
  expect(suspect).toMatchObject({ delta: TASKS, per: 'task', k: 1 });
});

it('are none when as many came by chance, each held by something else', async () => {
  const { suspects, growing } = await compare((index, object) => [
    [2, 'property', `template ${index}`, object],
  ]);
  expect(suspects).toEqual([]);
  expect(growing).toMatchObject([{ name: 'Object', delta: TASKS }]);
});
