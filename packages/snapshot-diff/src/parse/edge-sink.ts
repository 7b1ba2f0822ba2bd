import { EDGE_NAME_MASK, EDGE_TYPE_SHIFT } from './columns.ts';
import { grown } from './growable.ts';
import { BadInteger, type IntegerSink } from './integer-array.ts';
import type { Layout } from './layout.ts';
import type { RecordPlan } from './record-plan.ts';
import type { RecordReader } from './record-reader.ts';

/** True where an edge has a number instead of a name. */
export function isIndexed(edgeType: string): boolean {
  return edgeType === 'element' || edgeType === 'hidden';
}

/** Splits edge records into columns; targets become ordinals. */
export class EdgeSink implements IntegerSink {
  readonly record: number;
  readonly #layout: Layout;
  readonly #nodeCount: number;
  count = 0;
  word: Uint32Array;
  to: Uint32Array;
  readonly plan: RecordPlan;
  readonly wideName: Map<number, number> = new Map();
  /** Largest string index among the names so far; of indexes there are no names. */
  greatest = 0;
  readonly #named: number;

  constructor(layout: Layout, nodeCount: number, room: number) {
    this.#layout = layout;
    this.#nodeCount = nodeCount;
    this.record = layout.edge.fields;
    this.word = new Uint32Array(room);
    this.to = new Uint32Array(room);
    const { fields, type, name, toNode } = layout.edge;
    this.#named = layout.edgeTypes.reduce(
      (mask, edgeType, index) => (isIndexed(edgeType) ? mask : mask | (1 << index)),
      0,
    );
    this.plan = {
      fields,
      below: [
        [type, layout.edgeTypes.length],
        [name, EDGE_NAME_MASK],
      ],
      columns: [
        { field: name, high: type, shift: EDGE_TYPE_SHIFT },
        { field: toNode, divisor: layout.node.fields },
      ],
      greatest: { field: name, of: type, mask: this.#named },
    };
  }

  get targets(): number {
    return this.#nodeCount;
  }

  takeColumns({ columns: [word, to], count, greatest }: RecordReader): void {
    this.greatest = greatest;
    const needed = this.count + count;
    this.word = grown(this.word, needed);
    this.to = grown(this.to, needed);
    this.word.set(word!.subarray(0, count), this.count);
    this.to.set(to!.subarray(0, count), this.count);
    this.count = needed;
  }

  take(values: Uint32Array, total: number, wide: ReadonlyMap<number, number>): void {
    const { fields, type, name, toNode } = this.#layout.edge;
    for (const [index, value] of wide) {
      throw new BadInteger(index, `an edge field holds ${value}, over 32 bits`);
    }
    const needed = this.count + total / fields;
    this.word = grown(this.word, needed);
    this.to = grown(this.to, needed);
    const { word, to } = this;
    const typeCount = this.#layout.edgeTypes.length;
    const nodeFields = this.#layout.node.fields;
    const nodeCount = this.#nodeCount;
    // A multiplication in place of a division: half a unit added makes exact multiples exact.
    const reciprocal = 1 / nodeFields;
    let at = this.count;
    for (let from = 0; from < total; from += fields) {
      const edgeType = values[from + type]!;
      const edgeName = values[from + name]!;
      const index = values[from + toNode]!;
      const ordinal = (index * reciprocal + 0.5) >>> 0;
      if (edgeType >= typeCount) {
        throw new BadInteger(from + type, `edge ${at} has type ${edgeType} of ${typeCount}`);
      }
      if (ordinal * nodeFields !== index || ordinal >= nodeCount) {
        throw new BadInteger(
          from + toNode,
          `edge ${at} leads to ${index}, which is no node (there are ${nodeCount} of ${nodeFields} fields)`,
        );
      }
      if (edgeName >= EDGE_NAME_MASK) {
        this.wideName.set(at, edgeName);
        word[at] = (edgeType << EDGE_TYPE_SHIFT) | EDGE_NAME_MASK;
      } else {
        word[at] = (edgeType << EDGE_TYPE_SHIFT) | edgeName;
      }
      if (edgeName > this.greatest && ((this.#named >>> edgeType) & 1) === 1) {
        this.greatest = edgeName;
      }
      to[at] = ordinal;
      at++;
    }
    this.count = at;
  }
}
