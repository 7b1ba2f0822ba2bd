import type { Snapshot } from '@watertight/snapshot-diff';
import { expect } from 'vitest';
import type { DevToolsSnapshot } from './devtools.ts';

/** Compares every node and every class row; one list of differences, so that a failure is readable. */
export function expectLikeDevTools(snapshot: Snapshot, oracle: DevToolsSnapshot): void {
  const differences: string[] = [];
  const same = (what: string, node: number | string, ours: unknown, theirs: unknown): void => {
    if (ours !== theirs)
      differences.push(`${what} of ${node}: ${String(ours)}, DevTools ${String(theirs)}`);
  };
  const { nodeId, selfSize } = snapshot.columns;
  const node = oracle.createNode(0);
  expect(snapshot.nodeCount).toBe(oracle.nodeCount);
  for (let index = 0; index < snapshot.nodeCount; index++) {
    node.nodeIndex = index * oracle.nodeFieldCount;
    same('id', index, nodeId[index], node.id());
    same('self size', index, selfSize[index], node.selfSize());
    same('retained size', index, snapshot.retainedSizes[index], node.retainedSize());
    same('distance', index, snapshot.distances[index], oracle.nodeDistances[index]);
    same('dominator', index, snapshot.dominatorTree.dominator[index], oracle.dominatorsTree[index]);
    same('class', index, snapshot.className(index), node.className());
  }
  const theirs = new Map(Object.entries(oracle.getAggregatesByClassKey(false, 'allObjects')));
  expect(snapshot.classes.map((row) => row.key).sort()).toEqual([...theirs.keys()].sort());
  for (const row of snapshot.classes) {
    const their = theirs.get(row.key)!;
    same('count', row.key, row.count, their.count);
    same('shallow size', row.key, row.shallowSize, their.self);
    same('retained size', row.key, row.retainedSize, their.maxRet);
    same('distance', row.key, row.distance, their.distance);
  }
  same('size', 'the heap', snapshot.totalSize, oracle.totalSize);
  expect(differences.slice(0, 10)).toEqual([]);
}
