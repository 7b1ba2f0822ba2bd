import type { Columns } from '../parse/columns.ts';
import type { ResolvedClasses } from './class-table.ts';
import type { DominatorTree } from './dominators.ts';
import { giveScratch, takeScratch } from './scratch.ts';

/** One class of one snapshot, as DevTools' summary shows it. */
export interface ClassAggregate {
  /** `scriptId,line,column,name`, or `,name`. Script ids hold within one process only. */
  key: string;
  name: string;
  /** Objects with a size; what gave its size to an owner does not count. */
  count: number;
  /** Bytes of the objects themselves. */
  shallowSize: number;
  /** Bytes freed if all objects of the class went. */
  retainedSize: number;
  /** Steps from the nearest user root. */
  distance: number;
}

interface Inputs {
  columns: Columns;
  rawOf: Uint32Array | Uint16Array;
  resolved: ResolvedClasses;
  tree: DominatorTree;
  retained: Float64Array;
  distance: Int32Array;
}

/** Class rows in the order of the first object of each. */
export function aggregate(inputs: Inputs): ClassAggregate[] {
  const { columns, rawOf, resolved, distance } = inputs;
  const { selfSize } = columns;
  const found: (ClassAggregate | undefined)[] = resolved.classes.map(() => undefined);
  const inOrder: ClassAggregate[] = [];
  for (let node = 0; node < columns.nodeCount; node++) {
    const size = selfSize[node]!;
    if (size === 0) continue;
    const index = resolved.of[rawOf[node]!]!;
    const row = found[index];
    if (row) {
      row.count++;
      row.shallowSize += size;
      if (distance[node]! < row.distance) row.distance = distance[node]!;
    } else {
      const { key, name } = resolved.classes[index]!;
      const first = {
        key,
        name,
        count: 1,
        shallowSize: size,
        retainedSize: 0,
        distance: distance[node]!,
      };
      found[index] = first;
      inOrder.push(first);
    }
  }
  addRetained(inputs, found);
  // Two classes may come to one key (an object called "Function"): as in DevTools, the last one shows.
  return [...new Map(inOrder.map((row) => [row.key, row])).values()];
}

/** Adds what each class retains: nodes below another of their class in the dominator tree are in it already. */
function addRetained(inputs: Inputs, found: readonly (ClassAggregate | undefined)[]): void {
  const { columns, rawOf, resolved, tree, retained } = inputs;
  const { selfSize, nodeCount } = columns;
  const { firstChild, nextSibling } = childLists(tree, nodeCount);
  const above = new Uint8Array(resolved.classes.length);
  // Walks the dominator tree, marking the classes on the way down and clearing them on the way up.
  const stack = takeScratch(nodeCount + 1);
  const entered = new Uint8Array(nodeCount);
  let height = 0;
  stack[height++] = tree.order[0]!;
  while (height > 0) {
    const node = stack[height - 1]!;
    const index = resolved.of[rawOf[node]!]!;
    if (entered[node] === 0) {
      const counts = selfSize[node] !== 0 && above[index] === 0;
      entered[node] = counts ? 2 : 1;
      if (counts) {
        found[index]!.retainedSize += retained[node]!;
        above[index] = 1;
      }
    }
    let child = firstChild[node]!;
    // Most dominate nothing: they are dealt with in passing.
    while (child !== 0 && firstChild[child - 1] === 0) {
      const leaf = child - 1;
      const its = resolved.of[rawOf[leaf]!]!;
      if (above[its] === 0 && selfSize[leaf] !== 0) found[its]!.retainedSize += retained[leaf]!;
      child = nextSibling[leaf]!;
    }
    if (child !== 0) {
      firstChild[node] = nextSibling[child - 1]!;
      stack[height++] = child - 1;
      continue;
    }
    if (entered[node] === 2) above[index] = 0;
    height--;
  }
  giveScratch(stack, firstChild, nextSibling);
}

/** Children in the dominator tree as linked lists; entries are ordinals + 1, 0 ends a list. */
function childLists(
  tree: DominatorTree,
  nodeCount: number,
): { firstChild: Uint32Array; nextSibling: Uint32Array } {
  const firstChild = takeScratch(nodeCount);
  const nextSibling = takeScratch(nodeCount);
  for (let at = tree.order.length - 1; at > 0; at--) {
    const node = tree.order[at]!;
    const dominator = tree.dominator[node]!;
    nextSibling[node] = firstChild[dominator]!;
    firstChild[dominator] = node + 1;
  }
  return { firstChild, nextSibling };
}
