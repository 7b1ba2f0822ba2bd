import { isNoise } from '../compare/noise.ts';
import type { ClassAggregate } from '../graph/aggregates.ts';
import { allocationStacks, type AllocationStack } from '../graph/allocation-stacks.ts';
import { detachedObjects, type DetachedClass } from '../graph/detached-objects.ts';
import { duplicateStrings, type DuplicateString } from '../graph/duplicate-strings.ts';
import { nameOf } from '../graph/edge-words.ts';
import type { Location } from '../graph/location.ts';
import { Places } from '../graph/places.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import { statisticsOf, type HeapStatistics } from '../graph/statistics.ts';
import { allocationLines } from './allocations.ts';
import { cleaned, place } from './clean.ts';
import { bytes, count } from './numbers.ts';
import { table } from './table.ts';
import type { TerminalOptions } from './terminal.ts';

/** One object that keeps much alive. */
export interface LargeRetainer {
  id: number;
  name: string;
  shallowSize: number;
  retainedSize: number;
  location?: Location;
}

/** What one snapshot holds. Plain data. */
export interface SummaryDocument {
  schema: 'watertight.snapshot-diff.summary/1';
  nodes: number;
  edges: number;
  statistics: HeapStatistics;
  /** All classes, by retained size. */
  classes: ClassAggregate[];
  /** Objects by retained size, without those that only hold the one before. */
  retainers: LargeRetainer[];
  duplicateStrings: DuplicateString[];
  /** What the embedder let go of and the program holds. */
  detached: DetachedClass[];
  /** Where what is there was allocated, most bytes first; empty where V8 did not track it. */
  allocations: AllocationStack[];
}

/** @param top - retainers, texts and allocation stacks at most. @default 20 */
export function summarize(snapshot: Snapshot, options: { top?: number } = {}): SummaryDocument {
  const { top = 20 } = options;
  return {
    schema: 'watertight.snapshot-diff.summary/1',
    nodes: snapshot.nodeCount,
    edges: snapshot.edgeCount,
    statistics: statisticsOf(snapshot),
    classes: snapshot.classes.toSorted((one, other) => other.retainedSize - one.retainedSize),
    retainers: largestRetainers(snapshot, top),
    duplicateStrings: duplicateStrings(snapshot, top),
    detached: detachedObjects(snapshot),
    allocations: allocationStacks(snapshot, { limit: top }),
  };
}

/** A holder of nearly all its dominator retains is the better name for the same bytes. */
const SAME = 0.95;

function largestRetainers(snapshot: Snapshot, top: number): LargeRetainer[] {
  const { retainedSizes, dominatorTree, types, columns } = snapshot;
  const places = new Places(snapshot);
  const explained = new Uint8Array(snapshot.nodeCount);
  const named = (node: number): boolean => {
    const type = snapshot.nodeType(node);
    return type !== types.synthetic && !isNoise(snapshot.className(node));
  };
  const order = Uint32Array.from(retainedSizes.keys())
    .filter(named)
    .sort((one, other) => retainedSizes[other]! - retainedSizes[one]!);
  const found: LargeRetainer[] = [];
  for (const node of order) {
    if (found.length === top) break;
    const above = dominatorTree.dominator[node]!;
    if (explained[above] !== 0 && retainedSizes[node]! > retainedSizes[above]! * SAME) {
      explained[node] = 1;
      continue;
    }
    explained[node] = 1;
    const location = places.location(node);
    found.push({
      id: columns.nodeId[node]!,
      name: nameOf(snapshot, node),
      shallowSize: columns.selfSize[node]!,
      retainedSize: retainedSizes[node]!,
      ...(location ? { location } : {}),
    });
  }
  return found;
}

/** The summary for a person at a terminal. */
export function terminalSummary(document: SummaryDocument, options: TerminalOptions = {}): string {
  const summary = cleaned(document);
  const { top = 20, paint = (_, text) => text } = options;
  const { statistics: sizes } = summary;
  const dim = (text: string): string => paint('dim', text);
  const parts = (['strings', 'code', 'jsArrays', 'typedArrays', 'native', 'system'] as const)
    .map((name) => `${name} ${bytes(sizes[name])}`)
    .join(', ');
  const classes = summary.classes.filter((row) => !isNoise(row.name)).slice(0, top);
  const lines = [
    paint(
      'bold',
      `${bytes(sizes.total)} in ${count(summary.nodes)} nodes and ${count(summary.edges)} edges`,
    ),
    parts,
    '',
    paint('bold', 'Classes by retained size'),
    ...table(
      [
        { title: 'class', cell: (row) => row.name },
        { title: 'objects', align: 'right', cell: (row) => count(row.count) },
        { title: 'shallow', align: 'right', cell: (row) => bytes(row.shallowSize) },
        { title: 'retained', align: 'right', cell: (row) => bytes(row.retainedSize) },
        { title: 'distance', align: 'right', cell: (row) => distance(row.distance) },
      ],
      classes,
      dim,
    ),
    '',
    paint('bold', 'Objects that keep most alive'),
    ...table(
      [
        { title: 'object', cell: (row) => row.name },
        { title: 'id', align: 'right', cell: (row) => `@${row.id}` },
        { title: 'shallow', align: 'right', cell: (row) => bytes(row.shallowSize) },
        { title: 'retained', align: 'right', cell: (row) => bytes(row.retainedSize) },
        { title: 'where', cell: (row) => place(row.location) },
      ],
      summary.retainers.slice(0, top),
      dim,
    ),
  ];
  if (summary.duplicateStrings.length > 0) {
    lines.push(
      '',
      paint('bold', 'Texts held more than once'),
      ...table(
        [
          { title: 'wasted', align: 'right', cell: (row) => bytes(row.wasted) },
          { title: 'copies', align: 'right', cell: (row) => count(row.count) },
          { title: 'text', cell: (row) => JSON.stringify(row.text.slice(0, 60)) },
        ],
        summary.duplicateStrings.slice(0, top),
        dim,
      ),
    );
  }
  if (summary.detached.length > 0) {
    lines.push(
      '',
      paint('bold', 'Detached: let go of by the embedder, still held by the program'),
      ...table(
        [
          { title: 'class', cell: (row) => row.name },
          { title: 'objects', align: 'right', cell: (row) => count(row.count) },
          { title: 'shallow', align: 'right', cell: (row) => bytes(row.shallowSize) },
          { title: 'retained', align: 'right', cell: (row) => bytes(row.retainedSize) },
          { title: 'such as', cell: (row) => row.nodeIds.map((id) => `@${id}`).join(' ') },
        ],
        summary.detached.slice(0, top),
        dim,
      ),
    );
  }
  if (summary.allocations.length > 0) {
    const stacks = summary.allocations.slice(0, top);
    lines.push('', paint('bold', 'Allocated by'), ...allocationLines(stacks, paint));
  }
  return `${lines.join('\n')}\n`;
}

function distance(steps: number): string {
  return steps < 0 || steps >= 100_000_000 ? '-' : String(steps);
}
