import { isInner, nameOf } from './edge-words.ts';
import type { Snapshot } from './snapshot.ts';

/** A part of the heap and what it is made of: a node of the dominator tree. Bytes. */
export interface RetainedNode {
  name: string;
  /** Undefined for many small objects of one class, taken together. */
  id: number | undefined;
  /** Retained size. */
  size: number;
  children: RetainedNode[];
}

export interface RetainedTreeOptions {
  /** Share of the heap under which a part is not shown. @default 0.002 */
  least?: number;
  /** Levels. @default 6 */
  depth?: number;
}

/** The dominator tree from the root, cut to what is large enough to be seen. */
export function retainedTree(snapshot: Snapshot, options: RetainedTreeOptions = {}): RetainedNode {
  const { least = 0.002, depth = 6 } = options;
  const { retainedSizes, dominatorTree, columns } = snapshot;
  const { dominator, order } = dominatorTree;
  const smallest = retainedSizes[columns.rootOrdinal]! * least;
  const small = new SmallOnes();
  const nodes = new Map<number, { node: RetainedNode; level: number }>();
  // Dominators come first in this order, so that a parent is there before its children.
  for (const ordinal of order) {
    const size = retainedSizes[ordinal]!;
    const above = nodes.get(dominator[ordinal]!);
    const isRoot = ordinal === columns.rootOrdinal;
    if (!isRoot && (!above || above.level >= depth)) continue;
    if (!isRoot && size < smallest) {
      small.add(above!.node, snapshot.className(ordinal), size);
      continue;
    }
    // V8's inner parts give their room to the object that a programmer knows.
    if (!isRoot && isInner(snapshot, ordinal)) {
      nodes.set(ordinal, above!);
      continue;
    }
    const name = isRoot ? '(heap)' : nameOf(snapshot, ordinal);
    const node = { name, id: columns.nodeId[ordinal]!, size, children: [] };
    if (!isRoot) above!.node.children.push(node);
    nodes.set(ordinal, { node, level: isRoot ? 0 : above!.level + 1 });
  }
  small.append(smallest);
  const root = nodes.get(columns.rootOrdinal)!.node;
  sortBySize(root);
  return root;
}

/** Objects too small to be seen, by the object above them and their class. */
class SmallOnes {
  readonly #byParent: Map<RetainedNode, Map<string, { count: number; size: number }>> = new Map();

  add(parent: RetainedNode, name: string, size: number): void {
    let classes = this.#byParent.get(parent);
    if (!classes) this.#byParent.set(parent, (classes = new Map()));
    const group = classes.get(name);
    if (group) {
      group.count++;
      group.size += size;
    } else classes.set(name, { count: 1, size });
  }

  /** Shows the groups that are large enough together. */
  append(smallest: number): void {
    for (const [parent, classes] of this.#byParent) {
      for (const [name, { count, size }] of classes) {
        if (size < smallest) continue;
        const many = `${count.toLocaleString('en-US')} × ${name}`;
        parent.children.push({ name: many, id: undefined, size, children: [] });
      }
    }
  }
}

function sortBySize(node: RetainedNode): void {
  node.children.sort((one, other) => other.size - one.size || (one.name < other.name ? -1 : 1));
  for (const child of node.children) sortBySize(child);
}
