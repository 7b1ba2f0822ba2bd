import { ArgumentError } from '../errors.ts';
import { Places } from '../graph/places.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import { sizeOf, type SnapshotSize } from '../graph/snapshot-size.ts';

const SCHEMA = 'watertight.snapshot-diff.baseline/1';
/** A file that one is glad to have in a repository. */
const MAX_BYTES = 100_000;

/** One class of a stored heap. */
export interface BaselineClass {
  name: string;
  /** Where the class was defined, the last two parts of the path; lines move, so there is none. */
  file?: string;
  count: number;
  /** Of the objects themselves. */
  bytes: number;
}

/** What a heap held, small enough to be stored: JSON of at most 100 KB. */
export interface Baseline {
  schema: 'watertight.snapshot-diff.baseline/1';
  size: SnapshotSize;
  /** By bytes, largest first. */
  classes: BaselineClass[];
  /** What did not fit any more: the classes with the fewest bytes. */
  rest: { classes: number; count: number; bytes: number };
}

/** A class that a heap has more or less of than a baseline. */
export interface BaselineRow {
  name: string;
  file?: string;
  /** Objects. */
  before: number;
  after: number;
  delta: number;
  sizeDelta: number;
}

export interface BaselineComparison {
  before: SnapshotSize;
  after: SnapshotSize;
  /** Classes that changed, largest growth in bytes first. */
  rows: BaselineRow[];
}

/** The classes of a snapshot by name and file, to be stored; equal names of one file are one. */
export function createBaseline(snapshot: Snapshot): Baseline {
  const classes = census(snapshot);
  const baseline: Baseline = {
    schema: SCHEMA,
    size: sizeOf(snapshot),
    classes: [],
    rest: { classes: 0, count: 0, bytes: 0 },
  };
  // As a file it is indented by one, for readable changes; the figures of the rest need room too.
  let room = MAX_BYTES - Buffer.byteLength(JSON.stringify(baseline, null, 1)) - 64;
  for (const one of classes) {
    room -= Buffer.byteLength(JSON.stringify(one, null, 1)) + 16;
    if (room >= 0) baseline.classes.push(one);
    else {
      baseline.rest.classes++;
      baseline.rest.count += one.count;
      baseline.rest.bytes += one.bytes;
    }
  }
  return baseline;
}

/**
 * Compares a heap with a stored one, of another process perhaps: by class, since ids hold within one
 * process only. Classes that the baseline had no room for are not compared.
 */
export function compareWithBaseline(baseline: Baseline, snapshot: Snapshot): BaselineComparison {
  const before = new Map(baseline.classes.map((one) => [identity(one), one]));
  const rows: BaselineRow[] = [];
  const row = (one: BaselineClass, old: number, now: number, bytes: number): void => {
    const { name, file } = one;
    if (old === now && bytes === 0) return;
    rows.push({
      name,
      ...(file === undefined ? {} : { file }),
      before: old,
      after: now,
      delta: now - old,
      sizeDelta: bytes,
    });
  };
  // Below the smallest class that was stored, a class that is not there may be one of the rest.
  const cut = baseline.rest.classes > 0 ? (baseline.classes.at(-1)?.bytes ?? Infinity) : 0;
  for (const one of census(snapshot)) {
    const old = before.get(identity(one));
    before.delete(identity(one));
    if (old) row(one, old.count, one.count, one.bytes - old.bytes);
    else if (one.bytes > cut) row(one, 0, one.count, one.bytes);
  }
  for (const gone of before.values()) row(gone, gone.count, 0, -gone.bytes);
  rows.sort((one, other) => other.sizeDelta - one.sizeDelta || (one.name < other.name ? -1 : 1));
  return { before: baseline.size, after: sizeOf(snapshot), rows };
}

/**
 * Reads a baseline from parsed JSON.
 *
 * @throws {ArgumentError} for anything else, and for a version that this package does not know
 */
export function readBaseline(value: unknown): Baseline {
  const { schema, size, classes, rest } = (value ?? {}) as Partial<Baseline>;
  if (schema !== SCHEMA) {
    throw new ArgumentError(
      `baseline: schema is ${JSON.stringify(schema) ?? 'missing'}, expected "${SCHEMA}"; write it anew`,
    );
  }
  const whole = (number: unknown): boolean => typeof number === 'number' && Number.isFinite(number);
  const isClass = (one: BaselineClass): boolean =>
    typeof one?.name === 'string' && whole(one.count) && whole(one.bytes);
  if (!whole(size?.bytes) || !whole(rest?.classes) || !Array.isArray(classes)) {
    throw new ArgumentError('baseline: size, classes or rest is missing; write it anew');
  }
  const index = classes.findIndex((one) => !isClass(one));
  if (index >= 0) {
    throw new ArgumentError(
      `baseline: classes[${index}] is ${(JSON.stringify(classes[index]) ?? 'nothing').slice(0, 80)}, expected name, count and bytes`,
    );
  }
  return value as Baseline;
}

function census(snapshot: Snapshot): BaselineClass[] {
  const { classes, of } = snapshot.resolvedClasses;
  const { rawOf } = snapshot.classTable;
  const { selfSize } = snapshot.columns;
  const places = new Places(snapshot);
  const count = new Float64Array(classes.length);
  const bytes = new Float64Array(classes.length);
  for (let node = 0; node < selfSize.length; node++) {
    if (selfSize[node] === 0) continue;
    const index = of[rawOf[node]!]!;
    count[index]!++;
    bytes[index]! += selfSize[node]!;
  }
  const merged = new Map<string, BaselineClass>();
  for (const [index, { name, place }] of classes.entries()) {
    if (count[index] === 0) continue;
    const path = place && places.locate(place)?.file;
    const file = path?.split(/[\\/]/).slice(-2).join('/');
    const one = { name, ...(file === undefined ? {} : { file }), count: 0, bytes: 0 };
    const known = merged.get(identity(one)) ?? one;
    known.count += count[index]!;
    known.bytes += bytes[index]!;
    merged.set(identity(one), known);
  }
  return [...merged.values()].sort(
    (one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1),
  );
}

function identity({ name, file = '' }: { name: string; file?: string }): string {
  return `${file} ${name}`;
}
