import { NODE_NAME_MASK, NODE_TYPE_SHIFT } from './columns.ts';
import { grown } from './growable.ts';
import { BadInteger, type IntegerSink } from './integer-array.ts';
import type { Layout } from './layout.ts';

/** Splits node records into columns. */
export class NodeSink implements IntegerSink {
  readonly record: number;
  readonly #layout: Layout;
  readonly #exactSizes: boolean;
  count = 0;
  /** Edges promised by the nodes so far. */
  edges = 0;
  word: Uint32Array;
  id: Uint32Array;
  selfSize: Uint32Array | Float64Array;
  firstEdge: Uint32Array;
  detachedness: Uint8Array | undefined;
  traceNode: Uint32Array | undefined;

  constructor(layout: Layout, room: number, exactSizes: boolean) {
    this.#layout = layout;
    this.#exactSizes = exactSizes;
    this.record = layout.node.fields;
    this.word = new Uint32Array(room);
    this.id = new Uint32Array(room);
    this.selfSize = new Uint32Array(room);
    this.firstEdge = new Uint32Array(room + 1);
  }

  take(values: Uint32Array, total: number, wide: ReadonlyMap<number, number>): void {
    const { node, nodeTypes } = this.#layout;
    const typeCount = nodeTypes.length;
    const { fields, type, name, id, selfSize, edgeCount, detachedness, traceNodeId } = node;
    const needed = this.count + total / fields;
    this.word = grown(this.word, needed);
    this.id = grown(this.id, needed);
    this.selfSize = grown(this.selfSize, needed);
    this.firstEdge = grown(this.firstEdge, needed + 1);
    if (wide.size > 0) this.#widen(values, wide);
    const { word, id: ids, selfSize: sizes, firstEdge } = this;
    let at = this.count;
    let edges = this.edges;
    for (let from = 0; from < total; from += fields) {
      const nodeType = values[from + type]!;
      const nodeName = values[from + name]!;
      if (nodeType >= typeCount) {
        throw new BadInteger(from + type, `node ${at} has type ${nodeType} of ${typeCount}`);
      }
      if (nodeName > NODE_NAME_MASK) {
        throw new BadInteger(from + name, `node ${at} has name ${nodeName}, over 2^27 strings`);
      }
      word[at] = (nodeType << NODE_TYPE_SHIFT) | nodeName;
      ids[at] = values[from + id]!;
      sizes[at] = values[from + selfSize]!;
      firstEdge[at] = edges;
      edges += values[from + edgeCount]!;
      at++;
      if (edges > 0xffff_fffe) {
        throw new BadInteger(from + edgeCount, `node ${at - 1} makes more than 2^32 edges`);
      }
    }
    if (detachedness >= 0) this.#state(values, total, fields, detachedness);
    if (traceNodeId >= 0) this.#trace(values, total, fields, traceNodeId);
    for (const [index, value] of wide) {
      if (this.#exactSizes) this.selfSize[this.count + Math.floor(index / fields)] = value;
    }
    this.count = at;
    this.edges = edges;
    firstEdge[at] = edges;
  }

  /** Sizes over 4 GiB: kept as they are, or cut to 32 bits as DevTools does (the values already are). */
  #widen(values: Uint32Array, wide: ReadonlyMap<number, number>): void {
    const { fields, selfSize } = this.#layout.node;
    for (const [index, value] of wide) {
      if (index % fields !== selfSize || value > Number.MAX_SAFE_INTEGER) {
        throw new BadInteger(index, `a node field holds ${value}, over 32 bits`);
      }
    }
    if (this.#exactSizes && this.selfSize instanceof Uint32Array) {
      this.selfSize = Float64Array.from(this.selfSize);
    }
  }

  #state(values: Uint32Array, total: number, fields: number, offset: number): void {
    for (let from = 0, at = this.count; from < total; from += fields, at++) {
      const state = values[from + offset]!;
      if (state === 0) continue;
      if (state > 2) throw new BadInteger(from + offset, `node ${at} has detachedness ${state}`);
      this.detachedness = grown(this.detachedness ?? new Uint8Array(this.id.length), at + 1);
      this.detachedness[at] = state;
    }
  }

  #trace(values: Uint32Array, total: number, fields: number, offset: number): void {
    for (let from = 0, at = this.count; from < total; from += fields, at++) {
      const trace = values[from + offset]!;
      if (trace === 0) continue;
      this.traceNode = grown(this.traceNode ?? new Uint32Array(this.id.length), at + 1);
      this.traceNode[at] = trace;
    }
  }
}
