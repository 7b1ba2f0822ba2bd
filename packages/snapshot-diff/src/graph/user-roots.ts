import { NODE_TYPE_SHIFT, type Columns } from '../parse/columns.ts';
import { isDocumentTrees } from './page-owned.ts';
import type { TypeNumbers } from './types.ts';

/**
 * The root's children that are the program's, in edge order, as often as an edge leads to them
 * (a search that starts from them must see them in this order). None with `exposeInternals`.
 */
export function userRoots(columns: Columns, types: TypeNumbers): number[] {
  const { firstEdge, edgeTo, nodeWord, rootOrdinal } = columns;
  const roots: number[] = [];
  for (let edge = firstEdge[rootOrdinal]!; edge < firstEdge[rootOrdinal + 1]!; edge++) {
    const node = edgeTo[edge]!;
    const synthetic = nodeWord[node]! >>> NODE_TYPE_SHIFT === types.synthetic;
    if (!synthetic || isDocumentTrees(columns, types, node)) roots.push(node);
  }
  return roots;
}
