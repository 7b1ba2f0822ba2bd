import { NODE_NAME_MASK } from '../parse/columns.ts';
import type { Snapshot } from './snapshot.ts';

/** One text that the heap holds more than once. */
export interface DuplicateString {
  /** The text, cut to 200 characters. */
  text: string;
  count: number;
  /** Bytes of all copies but one. */
  wasted: number;
}

const SHOWN = 200;
/** V8 writes no more of a text than this: longer ones that begin alike cannot be told apart. */
const CUT = 1024;

/** Texts held more than once, most wasteful first. */
export function duplicateStrings(snapshot: Snapshot, top: number): DuplicateString[] {
  const { columns, types } = snapshot;
  const count = new Uint32Array(columns.strings.length);
  const bytes = new Float64Array(columns.strings.length);
  for (let node = 0; node < columns.nodeCount; node++) {
    const size = columns.selfSize[node]!;
    if (size === 0 || snapshot.nodeType(node) !== types.string) continue;
    const name = columns.nodeWord[node]! & NODE_NAME_MASK;
    count[name]!++;
    bytes[name]! += size;
  }
  const isWhole = (name: number): boolean =>
    columns.strings.byteLength(name) < CUT || columns.strings.get(name).length < CUT;
  const found: { name: number; wasted: number }[] = [];
  for (let name = 0; name < count.length; name++) {
    const copies = count[name]!;
    if (copies > 1 && isWhole(name))
      found.push({ name, wasted: Math.round((bytes[name]! * (copies - 1)) / copies) });
  }
  return found
    .sort((one, other) => other.wasted - one.wasted || one.name - other.name)
    .slice(0, top)
    .map(({ name, wasted }) => ({
      text: columns.strings.get(name).slice(0, SHOWN),
      count: count[name]!,
      wasted,
    }));
}
