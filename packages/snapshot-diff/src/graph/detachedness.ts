import {
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
  type Columns,
} from '../parse/columns.ts';
import type { TypeNumbers } from './types.ts';

const ATTACHED = 1;
const DETACHED = 2;

/**
 * Spreads what the embedder knows of being attached through native nodes, attached first, and
 * renames the detached ones "Detached …", in place. Must run before anything reads a name.
 */
export function propagateDetachedness(columns: Columns, types: TypeNumbers): void {
  const { detachedness: state, nodeWord, strings } = columns;
  if (!state) return;
  const renamed = new Map<number, number>();
  const visited = new Uint8Array(columns.nodeCount);
  const attached: number[] = [];
  const detached: number[] = [];

  const visit = (node: number, next: number): void => {
    if (visited[node] !== 0) return;
    visited[node] = 1;
    const word = nodeWord[node]!;
    if (word >>> NODE_TYPE_SHIFT !== types.native) return;
    state[node] = next;
    if (next === ATTACHED) attached.push(node);
    else if (next === DETACHED) {
      const name = word & NODE_NAME_MASK;
      let prefixed = renamed.get(name);
      if (prefixed === undefined) {
        prefixed = strings.add(`Detached ${strings.get(name)}`);
        renamed.set(name, prefixed);
      }
      nodeWord[node] = ((word >>> NODE_TYPE_SHIFT) << NODE_TYPE_SHIFT) | prefixed;
      detached.push(node);
    }
  };
  const spread = (node: number, next: number): void => {
    const end = columns.firstEdge[node + 1]!;
    for (let edge = columns.firstEdge[node]!; edge < end; edge++) {
      const type = columns.edgeWord[edge]! >>> EDGE_TYPE_SHIFT;
      if (type !== types.hiddenEdge && type !== types.weakEdge) visit(columns.edgeTo[edge]!, next);
    }
  };

  for (let node = 0; node < state.length; node++) {
    if (state[node] !== 0) visit(node, state[node]!);
  }
  for (let node = attached.pop(); node !== undefined; node = attached.pop()) spread(node, ATTACHED);
  for (let node = detached.pop(); node !== undefined; node = detached.pop()) {
    if (state[node] !== ATTACHED) spread(node, DETACHED);
  }
}
