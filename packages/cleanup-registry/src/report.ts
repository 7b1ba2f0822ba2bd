import type { LiveResource } from './types.ts';

/** What a report is made of: a registry, or anything else that tells what it owns. */
export interface Reportable {
  live(): LiveResource[];
}

/** Resources of one kind, from one line, in scopes of one sort. */
export interface ReportGroup {
  readonly kind: string;
  /** Left out when the resources of the group have several, or none. */
  readonly name?: string;
  /** Scope names with their numbers replaced by `#`, so that the requests of a service are one group. */
  readonly scope: string;
  /** Where they were registered, of those whose stack was sampled. */
  readonly site?: string;
  readonly count: number;
  readonly oldestMs: number;
  readonly youngestMs: number;
}

/** Who is live: plain data, fit for JSON. */
export interface Report {
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  readonly total: number;
  /** The largest first. */
  readonly groups: readonly ReportGroup[];
}

/** How a group changed between two reports. */
export interface ReportChange {
  readonly group: ReportGroup;
  readonly before: number;
  readonly after: number;
}

/** Says what one or several registries own at this moment. */
export function createReport(registries: Reportable | readonly Reportable[]): Report {
  const list = Array.isArray(registries)
    ? (registries as Reportable[])
    : [registries as Reportable];
  const groups = new Map<string, { -readonly [K in keyof ReportGroup]: ReportGroup[K] }>();
  let total = 0;
  for (const registry of list) {
    if (typeof registry?.live !== 'function') {
      throw Object.assign(new TypeError('createReport: expected a registry, or an array of them'), {
        code: 'CLEANUP_INVALID_ARGUMENT',
      });
    }
    for (const { kind, name, scope: path, ageMs, site } of registry.live()) {
      total += 1;
      const scope = path.replaceAll(/\d+/g, '#');
      const key = keyOf({ kind, scope, ...(site === undefined ? {} : { site }) });
      const group = groups.get(key);
      if (group) {
        group.count += 1;
        group.oldestMs = Math.max(group.oldestMs, ageMs);
        group.youngestMs = Math.min(group.youngestMs, ageMs);
        if (group.name !== name) delete group.name;
      } else {
        const ages = { oldestMs: ageMs, youngestMs: ageMs };
        const extras = { ...(name === undefined ? {} : { name }), ...(site ? { site } : {}) };
        groups.set(key, { kind, scope, count: 1, ...ages, ...extras });
      }
    }
  }
  const sorted = [...groups.values()].sort((a, b) => b.count - a.count || b.oldestMs - a.oldestMs);
  return { at: Date.now(), total, groups: sorted };
}

/** The report as text, a line for each group. */
export function formatReport(report: Report, { limit = 20 }: { limit?: number } = {}): string {
  const { total, groups } = report;
  const lines = [`${total} open resource${total === 1 ? '' : 's'}`];
  for (const group of groups.slice(0, limit))
    lines.push(`  ${String(group.count).padStart(5)} × ${label(group)}`);
  const rest = groups.slice(limit).reduce((sum, { count }) => sum + count, 0);
  if (rest > 0) lines.push(`        and ${rest} in ${groups.length - limit} smaller groups`);
  return lines.join('\n');
}

/** What there is more or less of in the later report; the largest growth first. Sampled sites make groups apart. */
export function diffReports(before: Report, after: Report): ReportChange[] {
  const old = new Map(before.groups.map((group) => [keyOf(group), group]));
  const changes: ReportChange[] = [];
  for (const group of after.groups) {
    const { count = 0 } = old.get(keyOf(group)) ?? {};
    if (count !== group.count) changes.push({ group, before: count, after: group.count });
    old.delete(keyOf(group));
  }
  for (const group of old.values()) changes.push({ group, before: group.count, after: 0 });
  return changes.sort((a, b) => b.after - b.before - (a.after - a.before));
}

/** The changes as text. */
export function formatChanges(changes: readonly ReportChange[]): string {
  if (changes.length === 0) return 'no change';
  const line = ({ group, before, after }: ReportChange): string => {
    const delta = after - before;
    return `  ${(delta > 0 ? `+${delta}` : String(delta)).padStart(6)}  ${label(group)}  (${before} → ${after})`;
  };
  return changes.map(line).join('\n');
}

function keyOf({ kind, scope, site = '' }: Pick<ReportGroup, 'kind' | 'scope' | 'site'>): string {
  return `${kind}\n${scope}\n${site}`;
}

function label({ kind, name, scope, site, oldestMs }: ReportGroup): string {
  const called = name === undefined ? '' : ` "${name}"`;
  return `${kind}${called} in ${scope}, oldest ${seconds(oldestMs)}${site === undefined ? '' : `, at ${site}`}`;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export { inventory, formatInventory } from './report/inventory.ts';
export type { InventoryLine } from './report/inventory.ts';
