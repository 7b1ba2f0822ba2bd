import type { Snapshot } from './snapshot.ts';

export interface SnapshotSize {
  nodes: number;
  edges: number;
  /** Bytes of all objects. */
  bytes: number;
}

export function sizeOf(snapshot: Snapshot): SnapshotSize {
  return { nodes: snapshot.nodeCount, edges: snapshot.edgeCount, bytes: snapshot.totalSize };
}
