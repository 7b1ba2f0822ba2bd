import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parse } from 'heap-snapshot-toolkit';

/** The parts of DevTools' own heap snapshot code that the tests compare with. */
export interface DevToolsSnapshot {
  nodeCount: number;
  nodeFieldCount: number;
  nodeDistances: Int32Array;
  dominatorsTree: Uint32Array;
  totalSize: number;
  uid: number;
  createNode(index: number): {
    nodeIndex: number;
    id(): number;
    selfSize(): number;
    retainedSize(): number;
    className(): string;
  };
  getAggregatesByClassKey(
    sorted: boolean,
    key: string,
  ): Record<string, { count: number; self: number; maxRet: number; distance: number }>;
  interfaceDefinitions(): string;
  aggregatesForDiff(definitions: string): unknown;
  calculateSnapshotDiff(uid: number, aggregates: unknown): Record<string, DevToolsDiff>;
  nodes: { getValue(index: number): number };
}

interface DevToolsDiff {
  name: string;
  addedCount: number;
  removedCount: number;
  addedSize: number;
  removedSize: number;
  addedIndexes: number[];
  deletedIndexes: number[];
}

/** Reads a file with DevTools' own code. */
export async function readWithDevTools(file: string): Promise<DevToolsSnapshot> {
  return (await parse(createReadStream(file, 'utf8'))) as unknown as DevToolsSnapshot;
}

/** Reads a text with DevTools' own code. */
export async function parseWithDevTools(text: string): Promise<DevToolsSnapshot> {
  const stream = Readable.from([text]) as unknown as Parameters<typeof parse>[0];
  return (await parse(stream)) as unknown as DevToolsSnapshot;
}
