import { NODE_TYPE_SHIFT } from '../parse/columns.ts';
import type { Snapshot } from './snapshot.ts';

/** Objects of one class that the embedder has let go of, and something in the program still holds. */
export interface DetachedClass {
  name: string;
  count: number;
  shallowSize: number;
  /** Bytes freed if all of them went. */
  retainedSize: number;
  /** Some of them. */
  nodeIds: number[];
}

const DETACHED = 2;
const SAMPLES = 3;

/**
 * Detached objects by class, most retained bytes first: DOM nodes out of the document (Chrome,
 * Electron), natives of Node.js 20 and 22 without a JavaScript half. Node.js 24 and later mark none.
 */
export function detachedObjects(snapshot: Snapshot): DetachedClass[] {
  const { columns, types, retainedSizes, dominatorTree } = snapshot;
  const { detachedness, nodeWord, nodeId, selfSize, rootOrdinal } = columns;
  if (!detachedness) return [];
  const isDetached = (node: number): boolean =>
    detachedness[node] === DETACHED && nodeWord[node]! >>> NODE_TYPE_SHIFT === types.native;
  const found = new Map<string, DetachedClass>();
  for (let node = 0; node < detachedness.length; node++) {
    if (!isDetached(node)) continue;
    const name = snapshot.className(node);
    const row = found.get(name) ?? { name, count: 0, shallowSize: 0, retainedSize: 0, nodeIds: [] };
    row.count++;
    row.shallowSize += selfSize[node]!;
    if (row.nodeIds.length < SAMPLES) row.nodeIds.push(nodeId[node]!);
    // What hangs below another of its class is in that one's size already.
    let above = dominatorTree.dominator[node]!;
    while (above !== rootOrdinal && !(isDetached(above) && snapshot.className(above) === name)) {
      above = dominatorTree.dominator[above]!;
    }
    if (above === rootOrdinal) row.retainedSize += retainedSizes[node]!;
    found.set(name, row);
  }
  return [...found.values()].sort(
    (one, other) => other.retainedSize - one.retainedSize || (one.name < other.name ? -1 : 1),
  );
}
