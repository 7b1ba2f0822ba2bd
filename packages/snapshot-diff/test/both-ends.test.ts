import { compareSnapshots } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';

const TASKS = 101;

/** Connections with both ends in one process: only what was accepted has a listener of the program. */
function heap(tasks: number, acceptedFirst: boolean): string {
  const nodes: GraphNode[] = [
    { name: '' },
    { name: 'Handles', id: 11 },
    { name: 'SharedFunctionInfo', type: 'code', id: 13 },
    { name: '/app/collector.js', type: 'code', id: 15 },
    { name: '', type: 'closure', id: 17, location: [1, 40, 2] },
  ];
  const edges: GraphEdge[] = [
    [0, 'property', 'handles', 1],
    [0, 'property', 'main', 4],
    [4, 'internal', 'shared', 2],
    [2, 'internal', 'script', 3],
  ];
  const add = (node: GraphNode): number => nodes.push({ ...node, id: 101 + nodes.length * 2 }) - 1;
  for (let index = 0; index < tasks * 2; index++) {
    const socket = add({ name: 'Socket', size: 200 });
    edges.push([1, 'element', index, socket]);
    if (index < tasks !== acceptedFirst) continue;
    const listener = add({ name: 'onError', type: 'closure', location: [1, 13, 25] });
    edges.push([socket, 'property', 'listener', listener], [listener, 'internal', 'shared', 2]);
  }
  return graphFile(nodes, edges);
}

it.each([true, false])(
  'point at the listener that one of them has (accepted first: %s)',
  async (acceptedFirst) => {
    const { suspects } = compareSnapshots(
      await readText(heap(0, acceptedFirst)),
      await readText(heap(TASKS, acceptedFirst)),
      { tasks: TASKS },
    );
    expect(suspects.find(({ name }) => name === 'Socket')).toMatchObject({
      delta: 2 * TASKS,
      k: 2,
      location: { file: '/app/collector.js', line: 14, column: 26 },
    });
  },
);
