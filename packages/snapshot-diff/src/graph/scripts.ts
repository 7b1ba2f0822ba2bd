import {
  EDGE_NAME_MASK,
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
  type Columns,
} from '../parse/columns.ts';
import type { TypeNumbers } from './types.ts';

/** A position as snapshots give it: zero-based, the script by a number that only this isolate knows. */
export interface ScriptPlace {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Names of the scripts by id. Locations carry only ids; the name hangs on any live closure of the
 * script: closure -> shared function info -> script.
 */
export function scriptNames(columns: Columns, types: TypeNumbers): Map<number, string> {
  const { locations, nodeWord, strings } = columns;
  const names = new Map<number, string>();
  const shared = strings.indexOf('shared');
  const script = strings.indexOf('script');
  const scriptOrDebug = strings.indexOf('script_or_debug_info'); // Node 20
  const follow = (node: number, name: number): number => {
    if (name < 0) return -1;
    for (let edge = columns.firstEdge[node]!; edge < columns.firstEdge[node + 1]!; edge++) {
      const word = columns.edgeWord[edge]!;
      if ((word & EDGE_NAME_MASK) === name && word >>> EDGE_TYPE_SHIFT === types.internalEdge) {
        return columns.edgeTo[edge]!;
      }
    }
    return -1;
  };
  for (let index = 0; index < locations.length; index++) {
    const id = locations.scriptId[index]!;
    const node = locations.ordinal[index]!;
    if (names.has(id) || nodeWord[node]! >>> NODE_TYPE_SHIFT !== types.closure) continue;
    const info = follow(node, shared);
    if (info < 0) continue;
    let owner = follow(info, script);
    if (owner < 0) owner = follow(info, scriptOrDebug);
    if (owner < 0) continue;
    names.set(id, strings.get(nodeWord[owner]! & NODE_NAME_MASK));
  }
  return names;
}
