import {
  EDGE_NAME_MASK,
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
  type Columns,
} from '../parse/columns.ts';
import { aggregate, type ClassAggregate } from './aggregates.ts';
import { Bits } from './bits.ts';
import { classNames } from './class-names.ts';
import { resolveClasses, type ClassTable, type ResolvedClasses } from './class-table.ts';
import { propagateDetachedness } from './detachedness.ts';
import { distances } from './distances.ts';
import { dominators, type DominatorTree } from './dominators.ts';
import { essentialEdges } from './essential-edges.ts';
import { inferInterfaces, type InterfaceDefinition } from './interfaces.ts';
import { pageOwned } from './page-owned.ts';
import { retainedSizes } from './retained-sizes.ts';
import { scriptNames } from './scripts.ts';
import { moveShallowSizes } from './shallow-sizes.ts';
import { typeNumbers, type TypeNumbers } from './types.ts';
import { userRoots } from './user-roots.ts';
import { WeakMapEdgeNames } from './weak-map-edges.ts';

/** Results that another thread may have come to already. */
export interface Analyses {
  readonly classTable: ClassTable;
  /** Of the dominators, which come together. */
  readonly dominated?:
    | {
        readonly tree: DominatorTree;
        readonly retained: Float64Array;
        /** Words of {@link Bits}. */
        readonly essential: Uint32Array;
      }
    | undefined;
  readonly distances?: Int32Array | undefined;
}

/**
 * One heap snapshot. Nodes and edges go by *ordinal* (0 is the first in the file); a node's `id` is
 * what stays the same between snapshots of one isolate. Every analysis runs when first asked for.
 */
export class Snapshot {
  /** Where it was read from, for messages. */
  readonly label: string;
  /** Source map URLs by script id, where the files do not tell. */
  readonly sourceMaps: ReadonlyMap<number, string> | undefined;
  readonly types: TypeNumbers;
  readonly #columns: Columns;
  readonly #weakMaps: WeakMapEdgeNames;
  #roots: readonly number[] | undefined;
  #essential: Bits | undefined;
  #tree: DominatorTree | undefined;
  #retained: Float64Array | undefined;
  #distances: Int32Array | undefined;
  #classTable: ClassTable | undefined;
  #interfaces: InterfaceDefinition[] | undefined;
  #resolved: ResolvedClasses | undefined;
  #aggregates: ClassAggregate[] | undefined;
  #scripts: Map<number, string> | undefined;

  /** @param analyses - of columns that went through this constructor before */
  constructor(
    columns: Columns,
    label: string,
    sourceMaps?: ReadonlyMap<number, string>,
    analyses?: Analyses,
  ) {
    this.#columns = columns;
    this.label = label;
    this.sourceMaps = sourceMaps;
    this.types = typeNumbers(columns);
    this.#weakMaps = new WeakMapEdgeNames(columns.strings);
    if (analyses) {
      this.#roots = userRoots(columns, this.types);
      this.#tree = analyses.dominated?.tree;
      this.#retained = analyses.dominated?.retained;
      this.#essential = analyses.dominated && new Bits(analyses.dominated.essential);
      this.#distances = analyses.distances;
      this.#classTable = analyses.classTable;
    }
  }

  /** The parsed file, with detached objects renamed and sizes moved to their owners. */
  get columns(): Columns {
    if (!this.#roots) this.#prepare();
    return this.#columns;
  }

  /** Both change the columns in place, before anybody sees them: names first, sizes second. */
  #prepare(): void {
    propagateDetachedness(this.#columns, this.types);
    this.#roots = userRoots(this.#columns, this.types);
    moveShallowSizes(this.#columns, this.types, this.#roots.length > 0);
  }

  get nodeCount(): number {
    return this.#columns.nodeCount;
  }

  get edgeCount(): number {
    return this.#columns.edgeCount;
  }

  /** Edges that keep their target alive, by edge ordinal. */
  get essential(): Bits {
    return (this.#essential ??= essentialEdges(
      this.columns,
      this.types,
      this.#weakMaps,
      pageOwned(this.columns, this.types),
    ));
  }

  get dominatorTree(): DominatorTree {
    this.#dominate();
    return this.#tree!;
  }

  /** Bytes, by node ordinal. */
  get retainedSizes(): Float64Array {
    this.#dominate();
    return this.#retained!;
  }

  /** Both at once: the sizes take the room that the dominators leave. */
  #dominate(): void {
    if (this.#tree) return;
    const found = dominators(this.columns, this.essential);
    this.#retained = retainedSizes(this.columns, found);
    this.#tree = { dominator: found.dominator, order: found.order };
  }

  /** Steps from the nearest user root, by node ordinal; -5 where there is no way. */
  get distances(): Int32Array {
    return (this.#distances ??= distances(this.columns, this.types, this.#weakMaps, this.#roots!));
  }

  get classTable(): ClassTable {
    return (this.#classTable ??= classNames(this.columns, this.types));
  }

  /** The interfaces inferred from this snapshot's plain objects. */
  get interfaces(): InterfaceDefinition[] {
    return (this.#interfaces ??= inferInterfaces(
      this.classTable.shapes,
      this.classTable.plainObjects,
    ));
  }

  /** Classes under this snapshot's own interfaces. */
  get resolvedClasses(): ResolvedClasses {
    return (this.#resolved ??= resolveClasses(this.classTable, this.interfaces));
  }

  /** The rows of DevTools' summary view. */
  get classes(): ClassAggregate[] {
    return (this.#aggregates ??= aggregate({
      columns: this.columns,
      rawOf: this.classTable.rawOf,
      resolved: this.resolvedClasses,
      tree: this.dominatorTree,
      retained: this.retainedSizes,
      distance: this.distances,
    }));
  }

  /** Script names (paths or URLs) by script id. */
  get scripts(): Map<number, string> {
    return (this.#scripts ??= scriptNames(this.columns, this.types));
  }

  /** Bytes of all objects, with what the embedder reports on top. */
  get totalSize(): number {
    const { extraNativeBytes, selfSize, nodeCount } = this.columns;
    let bytes = extraNativeBytes;
    for (let node = 0; node < nodeCount; node++) bytes += selfSize[node]!;
    return bytes;
  }

  nodeType(node: number): number {
    return this.columns.nodeWord[node]! >>> NODE_TYPE_SHIFT;
  }

  nodeName(node: number): string {
    return this.columns.strings.get(this.columns.nodeWord[node]! & NODE_NAME_MASK);
  }

  className(node: number): string {
    return this.#classOf(node).name;
  }

  classKey(node: number): string {
    return this.#classOf(node).key;
  }

  edgeType(edge: number): number {
    return this.columns.edgeWord[edge]! >>> EDGE_TYPE_SHIFT;
  }

  /** An element's index, or the name of a property, variable or internal field. */
  edgeName(edge: number): string | number {
    const name = this.columns.edgeWord[edge]! & EDGE_NAME_MASK;
    const type = this.edgeType(edge);
    if (type !== this.types.elementEdge && type !== this.types.hiddenEdge) {
      return this.columns.strings.get(name);
    }
    return this.columns.wideEdgeName.get(edge) ?? name;
  }

  /**
   * True for an edge that a retainer path may take. Unlike for dominators, one from the embedder into
   * the program's heap counts: it is Node's own handle that holds a Worker, a timer or a socket.
   */
  isStrong(from: number, edge: number): boolean {
    if (this.essential.has(edge)) return true;
    const { types, columns } = this;
    const type = this.edgeType(edge);
    if (type === types.weakEdge || columns.edgeTo[edge] === from) return false;
    if (type === types.shortcutEdge) return from === columns.rootOrdinal;
    if (type !== types.internalEdge) return true;
    // Of the two edges to a WeakMap's value, the key's holds it, not the table's.
    const name = columns.edgeWord[edge]! & EDGE_NAME_MASK;
    return this.#weakMaps.get(name)?.table !== columns.nodeId[from];
  }

  #classOf(node: number): { key: string; name: string } {
    const { classes, of } = this.resolvedClasses;
    return classes[of[this.classTable.rawOf[node]!]!]!;
  }
}
