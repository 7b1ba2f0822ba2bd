import {
  resolveClasses,
  type ClassTable,
  type ResolvedClass,
  type ResolvedClasses,
} from '../graph/class-table.ts';
import type { InterfaceDefinition } from '../graph/interfaces.ts';
import type { RowDetail } from './comparison-row.ts';
import type { Side } from './side.ts';

export interface RowOptions {
  /** Fill `addedIds` and `removedIds`. @default false */
  ids?: boolean;
}

/**
 * Compares two snapshots of one isolate class by class: objects are matched by id within their class,
 * and an object that changed its class counts as removed there and added here.
 */
export function compareRows(
  base: Side,
  target: Side,
  definitions: readonly InterfaceDefinition[],
  options: RowOptions = {},
): RowDetail[] {
  const before = resolveClasses(base, definitions);
  const after = resolveClasses(target, definitions);
  const keys = new Map<string, number>();
  const beforeKey = keysOf(base, before, keys);
  const afterKey = keysOf(target, after, keys);
  const details: (RowDetail | undefined)[] = [];
  const detail = (key: number, resolved: ResolvedClass): RowDetail =>
    (details[key] ??= {
      row: {
        key: resolved.key,
        name: resolved.name,
        added: 0,
        removed: 0,
        delta: 0,
        addedSize: 0,
        removedSize: 0,
        sizeDelta: 0,
        ...(options.ids ? { addedIds: [], removedIds: [] } : {}),
      },
      class: resolved,
      fresh: [],
    });

  const index = base.index();
  const matched = new Uint8Array(base.id.length);
  for (let node = 0; node < target.id.length; node++) {
    const size = target.selfSize[node]!;
    const resolved = after.of[target.rawOf[node]!]!;
    const key = afterKey[resolved]!;
    if (size === 0 || key < 0) continue;
    const old = index.get(target.id[node]!);
    if (old >= 0 && base.selfSize[old] !== 0 && beforeKey[before.of[base.rawOf[old]!]!] === key) {
      matched[old] = 1;
      continue;
    }
    const found = detail(key, after.classes[resolved]!);
    found.row.added++;
    found.row.addedSize += size;
    found.row.addedIds?.push(target.id[node]!);
    if (old < 0) found.fresh.push(node);
  }
  for (let node = 0; node < base.id.length; node++) {
    const size = base.selfSize[node]!;
    const resolved = before.of[base.rawOf[node]!]!;
    const key = beforeKey[resolved]!;
    if (size === 0 || key < 0 || matched[node] === 1) continue;
    const found = detail(key, before.classes[resolved]!);
    found.row.removed++;
    found.row.removedSize += size;
    found.row.removedIds?.push(base.id[node]!);
  }
  const result: RowDetail[] = [];
  for (const found of details) {
    if (!found) continue;
    const { row } = found;
    row.delta = row.added - row.removed;
    row.sizeDelta = row.addedSize - row.removedSize;
    row.addedIds?.sort((one, other) => one - other);
    row.removedIds?.sort((one, other) => one - other);
    result.push(found);
  }
  return result.sort(
    (one, other) =>
      other.row.sizeDelta - one.row.sizeDelta || (one.row.key < other.row.key ? -1 : 1),
  );
}

/**
 * Number of the public key of each class; -1 for a class hidden by a later one of the same key
 * (an object named "Function" beside the closures), as DevTools' own table loses it.
 */
function keysOf(
  table: ClassTable & { selfSize: Uint32Array | Float64Array },
  resolved: ResolvedClasses,
  keys: Map<string, number>,
): Int32Array {
  const order: number[] = [];
  const seen = new Uint8Array(resolved.classes.length);
  for (let node = 0; node < table.rawOf.length; node++) {
    const index = resolved.of[table.rawOf[node]!]!;
    if (seen[index] !== 0 || table.selfSize[node] === 0) continue;
    seen[index] = 1;
    order.push(index);
  }
  const result = new Int32Array(resolved.classes.length).fill(-1);
  const holder = new Map<number, number>();
  for (const index of order) {
    const { key } = resolved.classes[index]!;
    let number = keys.get(key);
    if (number === undefined) {
      number = keys.size;
      keys.set(key, number);
    }
    const earlier = holder.get(number);
    if (earlier !== undefined) result[earlier] = -1;
    holder.set(number, index);
    result[index] = number;
  }
  return result;
}
