import {
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
  type Columns,
} from '../parse/columns.ts';
import { giveScratch, takeScratch } from './scratch.ts';
import type { TypeNumbers } from './types.ts';

/** True for "(Document DOM trees)", the one synthetic child of the root that counts as the user's. */
export function isDocumentTrees(columns: Columns, types: TypeNumbers, node: number): boolean {
  const word = columns.nodeWord[node]!;
  return (
    word >>> NODE_TYPE_SHIFT === types.synthetic &&
    columns.strings.get(word & NODE_NAME_MASK) === '(Document DOM trees)'
  );
}

/** Marks what the page (the program) owns: all that the root's shortcuts reach by edges not weak. */
export function pageOwned(columns: Columns, types: TypeNumbers): Uint8Array {
  const { nodeCount, firstEdge, edgeWord, edgeTo, rootOrdinal } = columns;
  const owned = new Uint8Array(nodeCount);
  const stack = takeScratch(nodeCount);
  let height = 0;
  for (let edge = firstEdge[rootOrdinal]!; edge < firstEdge[rootOrdinal + 1]!; edge++) {
    const type = edgeWord[edge]! >>> EDGE_TYPE_SHIFT;
    const to = edgeTo[edge]!;
    const entry =
      type === types.shortcutEdge ||
      (type === types.elementEdge && isDocumentTrees(columns, types, to));
    if (!entry || owned[to] !== 0) continue;
    owned[to] = 1;
    stack[height++] = to;
  }
  const { weakEdge } = types;
  while (height > 0) {
    const node = stack[--height]!;
    const end = firstEdge[node + 1]!;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      const to = edgeTo[edge]!;
      if (owned[to] !== 0 || edgeWord[edge]! >>> EDGE_TYPE_SHIFT === weakEdge) continue;
      owned[to] = 1;
      stack[height++] = to;
    }
  }
  giveScratch(stack);
  return owned;
}
