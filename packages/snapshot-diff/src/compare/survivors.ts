import type { Snapshot } from '../graph/snapshot.ts';
import type { CompareOptions, Comparison } from './compare-snapshots.ts';
import { readCounts } from './counts.ts';
import { explainGrowth } from './growth.ts';
import { IdIndex } from './id-index.ts';
import { rank } from './rank.ts';
import type { RowDetail } from './comparison-row.ts';
import { reduce } from './side.ts';

/**
 * The three-snapshot technique: of what came between the first two snapshots, what is still there in
 * the third. What a cache had replaced by then, or a task still held, drops out.
 *
 * @param options - counts of the events between the *first* and the *second* snapshot
 * @returns rows of the survivors: `added` and `delta` are objects that survived, `removed` is 0
 */
export function compareSurvivors(
  first: Snapshot,
  second: Snapshot,
  third: Snapshot,
  options: CompareOptions = {},
): Comparison {
  const counts = readCounts(options);
  const base = reduce(first);
  const before = base.index();
  const between = new IdIndex(second.columns.nodeId);
  const { columns, classTable, resolvedClasses } = third;
  const byKey = new Map<string, RowDetail>();
  for (let node = 0; node < third.nodeCount; node++) {
    const size = columns.selfSize[node]!;
    const id = columns.nodeId[node]!;
    if (size === 0 || before.get(id) >= 0 || between.get(id) < 0) continue;
    const resolved = resolvedClasses.classes[resolvedClasses.of[classTable.rawOf[node]!]!]!;
    let detail = byKey.get(resolved.key);
    if (!detail) {
      detail = emptyDetail(resolved, options.ids ?? false);
      byKey.set(resolved.key, detail);
    }
    const { row } = detail;
    row.added++;
    row.delta++;
    row.addedSize += size;
    row.sizeDelta += size;
    row.addedIds?.push(id);
    detail.fresh.push(node);
  }
  const details = [...byKey.values()].sort(
    (one, other) =>
      other.row.sizeDelta - one.row.sizeDelta || (one.row.key < other.row.key ? -1 : 1),
  );
  for (const { row } of details) row.addedIds?.sort((one, other) => one - other);
  const explained = explainGrowth(base, third, details, false);
  return {
    rows: details.map((detail) => detail.row),
    ...rank([{ isolate: 'main', threadId: 0, ...explained }], counts),
  };
}

function emptyDetail(resolved: RowDetail['class'], ids: boolean): RowDetail {
  const { key, name } = resolved;
  const sizes = { addedSize: 0, removedSize: 0, sizeDelta: 0 };
  const lists = ids ? { addedIds: [], removedIds: [] } : {};
  return {
    row: { key, name, added: 0, removed: 0, delta: 0, ...sizes, ...lists },
    class: resolved,
    fresh: [],
  };
}
