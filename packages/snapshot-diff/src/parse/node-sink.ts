import { NODE_NAME_MASK, NODE_TYPE_SHIFT } from './columns.ts';
import { grown } from './growable.ts';
import { BadInteger, type IntegerSink } from './integer-array.ts';
import type { Layout } from './layout.ts';
import type { RecordPlan } from './record-plan.ts';
import type { RecordReader } from './record-reader.ts';

/** A kernel leaves nodes with more edges than this to JavaScript: the sum of a run then fits 32 bits. */
const MANY_EDGES = 8192;
const SUM_LIMIT = 0xe000_0000;

/** Splits node records into columns. */
export class NodeSink implements IntegerSink {
  readonly record: number;
  readonly #layout: Layout;
  readonly #exactSizes: boolean;
  count = 0;
  /** Edges promised by the nodes so far. */
  edges = 0;
  /** Largest name so far: a string index. */
  greatest = 0;
  word: Uint32Array;
  id: Uint32Array;
  selfSize: Uint32Array | Float64Array;
  firstEdge: Uint32Array;
  detachedness: Uint8Array | undefined;
  traceNode: Uint32Array | undefined;
  readonly #plan: RecordPlan;

  constructor(layout: Layout, room: number, exactSizes: boolean) {
    this.#layout = layout;
    this.#exactSizes = exactSizes;
    this.record = layout.node.fields;
    this.word = new Uint32Array(room);
    this.id = new Uint32Array(room);
    this.selfSize = new Uint32Array(room);
    this.firstEdge = new Uint32Array(room + 1);
    const { fields, type, name, id, selfSize, edgeCount, detachedness, traceNodeId } = layout.node;
    const empty = [detachedness, traceNodeId].filter((field) => field >= 0);
    this.#plan = {
      fields,
      below: [
        [type, layout.nodeTypes.length],
        [name, NODE_NAME_MASK + 1],
        [edgeCount, MANY_EDGES],
        // Seldom there: a node that has either takes the long way.
        ...empty.map((field) => [field, 1] as const),
      ],
      columns: [
        { field: name, high: type, shift: NODE_TYPE_SHIFT },
        { field: id },
        { field: selfSize },
        { field: edgeCount, running: true },
      ],
      greatest: { field: name, of: type, mask: -1 },
    };
  }

  get plan(): RecordPlan {
    return this.#plan;
  }

  get sum(): number {
    return this.edges;
  }

  takeColumns({ columns, count, sum, greatest }: RecordReader): void {
    this.greatest = greatest;
    this.#reserve(this.count + count);
    const targets = [this.word, this.id, this.selfSize, this.firstEdge];
    for (const [index, target] of targets.entries()) {
      target.set(columns[index]!.subarray(0, count), this.count);
    }
    this.count += count;
    this.edges = sum;
    this.firstEdge[this.count] = sum;
  }

  #reserve(needed: number): void {
    this.word = grown(this.word, needed);
    this.id = grown(this.id, needed);
    this.selfSize = grown(this.selfSize, needed);
    this.firstEdge = grown(this.firstEdge, needed + 1);
  }

  take(values: Uint32Array, total: number, wide: ReadonlyMap<number, number>): void {
    const { node, nodeTypes } = this.#layout;
    const typeCount = nodeTypes.length;
    const { fields, type, name, id, selfSize, edgeCount, detachedness, traceNodeId } = node;
    this.#reserve(this.count + total / fields);
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
      if (nodeName > this.greatest) this.greatest = nodeName;
      word[at] = (nodeType << NODE_TYPE_SHIFT) | nodeName;
      ids[at] = values[from + id]!;
      sizes[at] = values[from + selfSize]!;
      firstEdge[at] = edges;
      edges += values[from + edgeCount]!;
      at++;
      if (edges > SUM_LIMIT) {
        throw new BadInteger(
          from + edgeCount,
          `node ${at - 1} makes more than 3.7 thousand million edges`,
        );
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
