import type { Columns } from '../parse/columns.ts';
import type { Dominators } from './dominators.ts';

/** Bytes that would be freed with each node: the self sizes of all it dominates, itself included. */
export function retainedSizes(
  columns: Columns,
  { dominator, order, spare }: Dominators,
): Float64Array {
  spare.set(columns.selfSize);
  for (let at = order.length - 1; at > 0; at--) {
    const node = order[at]!;
    spare[dominator[node]!]! += spare[node]!;
  }
  return spare;
}
