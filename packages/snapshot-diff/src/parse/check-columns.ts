import { SnapshotError } from '../errors.ts';
import { EDGE_NAME_MASK, EDGE_TYPE_SHIFT, NODE_NAME_MASK, type Columns } from './columns.ts';
import { isIndexed } from './edge-sink.ts';

export function checkCount(what: string, promised: number, found: number, position: number): void {
  if (promised === found) return;
  throw new SnapshotError(
    'ERR_SNAPSHOT_COUNT',
    `the header promises ${promised} ${what}s, the file has ${found}`,
    { position },
  );
}

/** Names can only be checked at the end: V8 writes the strings last. */
export function checkNames(columns: Columns, position: number): void {
  const { nodeWord, edgeWord, edgeTypes, strings } = columns;
  const fail = (what: string): never => {
    throw new SnapshotError('ERR_SNAPSHOT_RANGE', `${what}, there are ${strings.length} strings`, {
      position,
    });
  };
  for (let node = 0; node < nodeWord.length; node++) {
    const name = nodeWord[node]! & NODE_NAME_MASK;
    if (name >= strings.length) fail(`node ${node} has name ${name}`);
  }
  const indexed = edgeTypes.map(isIndexed);
  for (let edge = 0; edge < edgeWord.length; edge++) {
    const word = edgeWord[edge]!;
    if ((word & EDGE_NAME_MASK) < strings.length || indexed[word >>> EDGE_TYPE_SHIFT]) continue;
    fail(`edge ${edge} has name ${word & EDGE_NAME_MASK}`);
  }
}
