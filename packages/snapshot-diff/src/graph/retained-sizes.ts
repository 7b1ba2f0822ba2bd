import type { Columns } from '../parse/columns.ts';
import type { DominatorTree } from './dominators.ts';

/** Bytes that would be freed with each node: the self sizes of all it dominates, itself included. */
export function retainedSizes(columns: Columns, tree: DominatorTree): Float64Array {
  const retained = Float64Array.from(columns.selfSize);
  const { dominator, order } = tree;
  for (let at = order.length - 1; at > 0; at--) {
    const node = order[at]!;
    retained[dominator[node]!]! += retained[node]!;
  }
  return retained;
}
