import { EDGE_NAME_MASK, EDGE_TYPE_SHIFT, NODE_NAME_MASK } from '../parse/columns.ts';
import type { Snapshot } from './snapshot.ts';

/** Where the bytes of a heap lie, as in DevTools' statistics view. Bytes. */
export interface HeapStatistics {
  total: number;
  /** Outside of V8's heap: buffers, Node's own objects. */
  native: number;
  /** The part of `native` that is memory of typed arrays and buffers. */
  typedArrays: number;
  code: number;
  strings: number;
  /** Arrays, with their elements where nobody else has them. */
  jsArrays: number;
  /** V8's own. */
  system: number;
}

export function statisticsOf(snapshot: Snapshot): HeapStatistics {
  const { columns, types } = snapshot;
  const { selfSize, strings } = columns;
  const result: HeapStatistics = {
    total: snapshot.totalSize,
    native: columns.extraNativeBytes,
    typedArrays: 0,
    code: 0,
    strings: 0,
    jsArrays: 0,
    system: 0,
  };
  const bufferData = strings.indexOf('system / JSArrayBufferData');
  const arrayName = strings.indexOf('Array');
  const elements = elementsOf(snapshot);
  for (let node = 0; node < columns.nodeCount; node++) {
    const size = selfSize[node]!;
    const type = snapshot.nodeType(node);
    const name = columns.nodeWord[node]! & NODE_NAME_MASK;
    if (type === types.hidden) result.system += size;
    else if (type === types.native) {
      result.native += size;
      if (name === bufferData) result.typedArrays += size;
    } else if (type === types.code) result.code += size;
    else if (type === types.string || type === types.consString || type === types.slicedString) {
      result.strings += size;
    } else if (name === arrayName) result.jsArrays += size + elements(node);
  }
  return result;
}

/** Size of an array's elements where the array is the only one that leads to them. */
function elementsOf(snapshot: Snapshot): (node: number) => number {
  const { columns, types } = snapshot;
  const { firstEdge, edgeTo, edgeWord, selfSize } = columns;
  const retainers = new Uint8Array(columns.nodeCount);
  for (const to of edgeTo) if (retainers[to]! < 2) retainers[to]!++;
  const name = columns.strings.indexOf('elements');
  return (node) => {
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      const word = edgeWord[edge]!;
      if (word >>> EDGE_TYPE_SHIFT !== types.internalEdge || (word & EDGE_NAME_MASK) !== name) {
        continue;
      }
      const to = edgeTo[edge]!;
      return retainers[to] === 1 ? selfSize[to]! : 0;
    }
    return 0;
  };
}
