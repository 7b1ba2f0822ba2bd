export { expectFlatFloor } from './flat-floor.ts';
export type { FlatFloorOptions } from './flat-floor.ts';
export { createProbe } from './probe.ts';
export type { Probe } from './probe.ts';
export { listenersOf } from './listeners-of.ts';
export type { Collection } from './collection.ts';
export type { Moment, ProbeOptions } from './options.ts';
export { collectGarbage, forceGc } from './observe/force-gc.ts';
export { collected, trackCollection } from './collected.ts';
export type { CollectedOptions, CollectionCount, CollectionTracker, Target } from './collected.ts';
export { snapshotBudget, SnapshotGuard } from './snapshot-budget.ts';
export type { Guarded, GuardOptions, SnapshotBudget, SnapshotSubject } from './snapshot-budget.ts';
export type { GcKind, GcRecord } from './observe/gc-log.ts';
export type { GcKindTotals, GcTotals } from './observe/gc-totals.ts';
export type {
  IsolateSample,
  LoopFigures,
  OutsideFigures,
  Sample,
  SignalVerdict,
  Verdict,
  VerdictKind,
} from './types.ts';
export {
  DisposedError,
  DuplicateMetricError,
  InconclusiveError,
  InvalidArgumentError,
  LeakFoundError,
  NoForcedGcError,
  ProbeError,
  WatchError,
} from './errors.ts';
