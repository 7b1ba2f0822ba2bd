import { channel } from 'node:diagnostics_channel';
import type { Collection } from './collection.ts';
import type { Sample, Verdict } from './types.ts';

// Without a subscriber a publication costs one comparison, and builds nothing.
const samples = channel('watertight:gc-probe:sample');
const verdicts = channel('watertight:gc-probe:verdict');

const snapshots = channel('watertight:gc-probe:snapshot');

/** What a guard did about a snapshot. */
export type SnapshotNote =
  | { readonly at: number; readonly taken: true }
  | { readonly at: number; readonly taken: false; readonly reason: string };

/** Tells the subscribers of `watertight:gc-probe:snapshot`, if any. */
export function publishSnapshot(note: SnapshotNote): void {
  if (snapshots.hasSubscribers) snapshots.publish(note);
}

const collections = channel('watertight:gc-probe:gc');

/** Whether somebody listens to `watertight:gc-probe:gc`. */
export function isGcHeard(): boolean {
  return collections.hasSubscribers;
}

/** Tells the subscribers of `watertight:gc-probe:gc`, if any. */
export function publishCollection(collection: Collection): void {
  if (collections.hasSubscribers) collections.publish(collection);
}

/** Tells the subscribers of `watertight:gc-probe:sample`, if any. */
export function publishSample(sample: Sample): void {
  if (samples.hasSubscribers) samples.publish(sample);
}

/** Tells the subscribers of `watertight:gc-probe:verdict`, if any, that the verdict has changed. */
export function publishVerdict(verdict: () => Verdict): void {
  if (verdicts.hasSubscribers) verdicts.publish(verdict());
}
