import { SnapshotError } from '../errors.ts';
import { checkCount, checkNames } from './check-columns.ts';
import type { Columns } from './columns.ts';
import { readAllocationTraces, type AllocationTraces } from './allocation-traces.ts';
import { EdgeSink } from './edge-sink.ts';
import { trimmed } from './growable.ts';
import { IntegerArrayReader } from './integer-array.ts';
import { JsonValueReader } from './json-value.ts';
import { readLayout, type Layout } from './layout.ts';
import { LocationSink } from './location-sink.ts';
import { NodeSink } from './node-sink.ts';
import { ReadMemory } from './read-memory.ts';
import { SampleSink } from './sample-sink.ts';
import type { SectionReader } from './section.ts';
import { StringArrayReader } from './string-array.ts';
import { isSpace } from './white-space.ts';

export interface ParserOptions {
  /** Bytes of the whole file, if known: room is then made once, and never more than it can fill. */
  size?: number | undefined;
  /** Keep sizes over 4 GiB whole instead of cutting them to 32 bits as DevTools does. */
  exactSizes?: boolean | undefined;
  /** Read integers in WebAssembly where there is any; a number: from so many bytes. @default true */
  kernels?: boolean | number | undefined;
}

const START = 0; // '{'
const FIRST_KEY = 1; // '"' or '}'
const NEXT_KEY = 2; // '"'
const KEY = 3; // inside a key
const COLON = 4;
const VALUE = 5;
const AFTER = 6; // ',' or '}'
const DONE = 7;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Text of allocation traces that is kept: it becomes a string, and those end at 512 MiB. */
const TRACE_LIMIT = 1 << 28;
const HEADER_LIMIT = 1 << 20;
const UNKNOWN_SIZE_ROOM = 1 << 18;

/**
 * A push parser: `write` the bytes of a `.heapsnapshot` in any cut, then `end`.
 * The file is JSON, but never becomes a JavaScript string, and no line break is relied on.
 */
export class SnapshotParser {
  readonly #options: ParserOptions;
  #base = 0;
  /** Bytes of a byte order mark so far. */
  #mark = 0;
  #state = START;
  #key = '';
  #reader: SectionReader | undefined;
  #layout: Layout | undefined;
  #nodes: NodeSink | undefined;
  #edges: EdgeSink | undefined;
  #locations: LocationSink | undefined;
  #samples: SampleSink | undefined;
  #strings: StringArrayReader | undefined;
  #stringsAt = 0;
  #traceInfos = '';
  #traces: AllocationTraces | undefined;
  readonly #memory: ReadMemory;

  constructor(options: ParserOptions = {}) {
    this.#options = options;
    this.#memory = new ReadMemory(options.kernels);
  }

  /** Room to read the next chunk into: what is written from here need not be copied once more. */
  get input(): Uint8Array {
    return this.#memory.input;
  }

  write(bytes: Uint8Array): void {
    if (!this.#memory.wants(bytes)) {
      this.#write(bytes);
      return;
    }
    const { input } = this;
    for (let from = 0; from < bytes.length; from += input.length) {
      const piece = bytes.subarray(from, from + input.length);
      input.set(piece);
      this.#write(input.subarray(0, piece.length));
    }
  }

  #write(bytes: Uint8Array): void {
    let at = 0;
    const end = bytes.length;
    while (at < end) {
      const reader = this.#reader;
      if (reader) {
        at = reader.read(bytes, at, end, this.#base);
        if (reader.finished) {
          this.#finish(reader, this.#base + at);
          this.#reader = undefined;
          this.#state = AFTER;
        }
      } else if (this.#state === VALUE && !isSpace(bytes[at]!)) {
        this.#reader = this.#open(this.#key, this.#base + at);
      } else {
        this.#step(bytes[at]!, this.#base + at);
        at++;
      }
    }
    this.#base += end;
  }

  end(): Columns {
    const position = this.#base;
    if (position === 0) {
      throw new SnapshotError('ERR_SNAPSHOT_EMPTY', 'the snapshot is empty: 0 bytes', { position });
    }
    if (this.#state !== DONE) {
      throw new SnapshotError(
        'ERR_SNAPSHOT_TRUNCATED',
        `the snapshot ends early, ${this.#reader ? `inside "${this.#key}"` : 'between its sections'}; was it still being written, or the disk full?`,
        { position },
      );
    }
    const layout = this.#layout;
    const nodes = this.#nodes;
    const edges = this.#edges;
    const strings = this.#strings?.table(this.#stringsAt);
    if (!layout || !nodes || !edges || !strings) {
      const missing = [!layout && 'snapshot', !nodes && 'nodes', !edges && 'edges', 'strings'];
      throw new SnapshotError(
        'ERR_SNAPSHOT_NOT_A_SNAPSHOT',
        `not a heap snapshot: it has no "${missing.find(Boolean)}"`,
        { position },
      );
    }
    const columns: Columns = {
      nodeTypes: layout.nodeTypes,
      edgeTypes: layout.edgeTypes,
      rootOrdinal: layout.rootOrdinal,
      extraNativeBytes: layout.extraNativeBytes,
      nodeCount: nodes.count,
      edgeCount: edges.count,
      nodeWord: trimmed(nodes.word, nodes.count),
      nodeId: trimmed(nodes.id, nodes.count),
      selfSize: trimmed(nodes.selfSize, nodes.count),
      firstEdge: trimmed(nodes.firstEdge, nodes.count + 1),
      detachedness: nodes.detachedness && sized(nodes.detachedness, nodes.count),
      traceNode: nodes.traceNode && sized(nodes.traceNode, nodes.count),
      traces: this.#traces,
      edgeWord: trimmed(edges.word, edges.count),
      wideEdgeName: edges.wideName,
      edgeTo: trimmed(edges.to, edges.count),
      locations: (this.#locations ?? new LocationSink(layout, 0, 0)).columns(),
      samples: (this.#samples ?? new SampleSink(layout)).columns(),
      strings,
    };
    if (Math.max(nodes.greatest, edges.greatest) >= strings.length) checkNames(columns, position);
    return columns;
  }

  #step(byte: number, position: number): void {
    if (this.#state === KEY) {
      if (byte !== 34) this.#key += String.fromCharCode(byte);
      else this.#state = COLON;
      if (byte < 32 || byte === 92) throw notASnapshot('a key with an escape', position);
      if (this.#key.length > 256) throw notASnapshot('a key of over 256 characters', position);
      return;
    }
    if (isSpace(byte)) return;
    // A UTF-8 byte order mark is let pass, as every JSON reader of a file does.
    if (position === this.#mark && byte === BYTE_ORDER_MARK[position]) {
      this.#mark++;
      return;
    }
    if (this.#mark % 3 !== 0) throw notASnapshot('it does not begin with "{"', position);
    if (this.#state === START && byte === 123) this.#state = FIRST_KEY;
    else if (byte === 34 && (this.#state === FIRST_KEY || this.#state === NEXT_KEY)) {
      this.#key = '';
      this.#state = KEY;
    } else if (this.#state === COLON && byte === 58) this.#state = VALUE;
    else if (this.#state === AFTER && byte === 44) this.#state = NEXT_KEY;
    else if (byte === 125 && (this.#state === AFTER || this.#state === FIRST_KEY))
      this.#state = DONE;
    else if (this.#state === START) throw notASnapshot('it does not begin with "{"', position);
    else {
      throw new SnapshotError(
        'ERR_SNAPSHOT_SYNTAX',
        this.#state === DONE
          ? 'something follows the end of the snapshot'
          : `not valid JSON: unexpected character after "${this.#key}"`,
        { position },
      );
    }
  }

  #open(key: string, position: number): SectionReader {
    if (key === 'snapshot') return new JsonValueReader(HEADER_LIMIT);
    const layout = this.#layout;
    const known = ['nodes', 'edges', 'locations', 'samples', 'strings'].includes(key);
    if (!layout) {
      if (known) throw notASnapshot(`"${key}" comes before "snapshot"`, position);
      return new JsonValueReader(0);
    }
    switch (key) {
      case 'nodes':
        this.#nodes = new NodeSink(
          layout,
          this.#room(layout.nodeCount, layout.node.fields, position),
          this.#options.exactSizes ?? false,
        );
        return new IntegerArrayReader(this.#nodes, this.#memory);
      case 'edges':
        if (!this.#nodes) throw notASnapshot('"edges" come before "nodes"', position);
        this.#edges = new EdgeSink(
          layout,
          this.#nodes.count,
          this.#room(layout.edgeCount, layout.edge.fields, position),
        );
        return new IntegerArrayReader(this.#edges, this.#memory);
      case 'locations':
        this.#locations = new LocationSink(
          layout,
          this.#nodes?.count ?? 0,
          this.#room(this.#nodes?.count ?? 0, layout.location.fields, position),
        );
        return new IntegerArrayReader(this.#locations, this.#memory);
      case 'samples':
        this.#samples = new SampleSink(layout);
        return new IntegerArrayReader(this.#samples);
      case 'strings': {
        const { size } = this.#options;
        this.#stringsAt = position;
        this.#strings = new StringArrayReader(
          size === undefined ? undefined : Math.max(0, size - position),
          this.#memory,
        );
        return this.#strings;
      }
      case 'trace_function_infos':
      case 'trace_tree':
        // Empty in every snapshot that was taken without tracking.
        return new JsonValueReader(this.#nodes?.traceNode ? TRACE_LIMIT : 0, true);
      default:
        return new JsonValueReader(0);
    }
  }

  #finish(reader: SectionReader, position: number): void {
    if (this.#key === 'snapshot' && reader instanceof JsonValueReader) {
      this.#layout = readLayout(reader.text(), position);
    } else if (this.#key === 'trace_function_infos' && reader instanceof JsonValueReader) {
      this.#traceInfos = reader.text();
    } else if (this.#key === 'trace_tree' && reader instanceof JsonValueReader) {
      this.#traces = readAllocationTraces(this.#traceInfos, reader.text(), this.#layout!, position);
      this.#traceInfos = '';
    } else if (this.#key === 'nodes') {
      const { count } = this.#nodes!;
      checkCount('node', this.#layout!.nodeCount, count, position);
      checkCount('edge', this.#layout!.edgeCount, this.#nodes!.edges, position);
      if (this.#layout!.rootOrdinal >= count) {
        throw new SnapshotError('ERR_SNAPSHOT_RANGE', 'there is no root node', { position });
      }
    } else if (this.#key === 'edges') {
      checkCount('edge', this.#layout!.edgeCount, this.#edges!.count, position);
    }
  }

  /** A header's word is not enough to reserve memory: each integer takes two bytes of the file. */
  #room(count: number, fields: number, position: number): number {
    const { size } = this.#options;
    if (size === undefined) return Math.min(count, UNKNOWN_SIZE_ROOM);
    return Math.min(count, Math.ceil(Math.max(0, size - position) / (2 * Math.max(1, fields))));
  }
}

function sized<T extends Uint8Array | Uint32Array>(array: T, length: number): T {
  if (array.length >= length) return trimmed(array, length);
  const full = new (array.constructor as new (length: number) => T)(length);
  full.set(array);
  return full;
}

function notASnapshot(what: string, position: number): SnapshotError {
  return new SnapshotError('ERR_SNAPSHOT_NOT_A_SNAPSHOT', `not a heap snapshot: ${what}`, {
    position,
  });
}
