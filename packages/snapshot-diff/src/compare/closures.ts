import type { Places } from '../graph/places.ts';
import type { ScriptPlace } from '../graph/scripts.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import type { RowDetail } from './comparison-row.ts';

/** Closures by the place of their function: script, then line and column in one number. */
export type ClosureCounts = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** Columns of minified scripts reach far; line and column together stay an exact integer. */
const COLUMNS = 2 ** 26;

export function countClosures(snapshot: Snapshot): ClosureCounts {
  const { ordinal, scriptId, line, column, length } = snapshot.columns.locations;
  const counts = new Map<number, Map<number, number>>();
  for (let index = 0; index < length; index++) {
    if (snapshot.nodeType(ordinal[index]!) !== snapshot.types.closure) continue;
    let places = counts.get(scriptId[index]!);
    if (!places) counts.set(scriptId[index]!, (places = new Map()));
    const at = line[index]! * COLUMNS + column[index]!;
    places.set(at, (places.get(at) ?? 0) + 1);
  }
  return counts;
}

/**
 * Functions of the program of which there are more closures than before, one row for each function.
 * Among thousands of other functions a listener per task is no multiple of anything; alone it is.
 */
export function grownClosures(
  before: ClosureCounts,
  snapshot: Snapshot,
  places: Places,
  isFresh: Uint8Array,
): RowDetail[] {
  const after = countClosures(snapshot);
  const { ordinal, scriptId, line, column, length } = snapshot.columns.locations;
  const found = new Map<string, RowDetail>();
  for (let index = 0; index < length; index++) {
    const node = ordinal[index]!;
    if (isFresh[node] === 0 || snapshot.nodeType(node) !== snapshot.types.closure) continue;
    const place: ScriptPlace = {
      scriptId: scriptId[index]!,
      line: line[index]!,
      column: column[index]!,
    };
    if (!places.isUserPlace(place)) continue;
    const key = `${place.scriptId},${place.line},${place.column}`;
    let detail = found.get(key);
    if (!detail) {
      const at = place.line * COLUMNS + place.column;
      const delta =
        after.get(place.scriptId)!.get(at)! - (before.get(place.scriptId)?.get(at) ?? 0);
      detail = rowOf(snapshot.nodeName(node), delta, place);
      found.set(key, detail);
    }
    detail.row.added++;
    detail.row.addedSize += snapshot.columns.selfSize[node]!;
    detail.fresh.push(node);
  }
  for (const { row } of found.values()) {
    row.removed = row.added - row.delta;
    row.sizeDelta = Math.round((row.addedSize * row.delta) / row.added);
  }
  return [...found.values()].filter(({ row }) => row.delta > 0);
}

function rowOf(functionName: string, delta: number, place: ScriptPlace): RowDetail {
  const name = `closure ${functionName || '(anonymous)'}`;
  const sizes = { addedSize: 0, removedSize: 0, sizeDelta: 0 };
  return {
    row: { key: ',Function', name, added: 0, removed: 0, delta, ...sizes },
    class: { key: ',Function', name, place },
    fresh: [],
    telling: 3,
  };
}
