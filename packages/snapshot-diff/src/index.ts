export { ArgumentError, AttachError, CaptureError, SnapshotError } from './errors.ts';
export type { AttachErrorCode, CaptureErrorCode, SnapshotErrorCode } from './errors.ts';
export { readSnapshot } from './graph/read-snapshot.ts';
export type { ReadOptions } from './graph/read-snapshot.ts';
export { Snapshot } from './graph/snapshot.ts';
export type { SnapshotSize } from './graph/snapshot-size.ts';
export { readSnapshots } from './load/read-snapshots.ts';
export type { ReadManyOptions } from './load/read-snapshots.ts';
export type { LoadOptions } from './load/load-pair.ts';
export type { WorkerChoice } from './load/side-by-side.ts';
export { compareSources } from './compare/compare-sources.ts';
export type { CompareSourcesOptions } from './compare/compare-sources.ts';
export type { SnapshotSource } from './parse/source.ts';
export type { ClassAggregate } from './graph/aggregates.ts';
export type { PathStep } from './graph/path-step.ts';
export type { Location } from './graph/location.ts';
export { attachProcess, LiveProcess } from './attach/live-process.ts';
export type { AttachOptions } from './attach/live-process.ts';
export { LiveIsolate } from './attach/live-isolate.ts';
export { captureProcess } from './capture/capture-process.ts';
export type {
  CaptureProgress,
  ProcessCaptureOptions,
  ThreadChoice,
  ThreadOptions,
} from './capture/capture-process.ts';
export { terminalHunt } from './report/hunt.ts';
export { huntProcess } from './hunt/hunt-process.ts';
export type { HuntOptions, HuntPhase } from './hunt/hunt-process.ts';
export type { HuntDocument, LostIsolate, VitalSuspect } from './hunt/hunt-document.ts';
export type { Vitals, VitalSample } from './hunt/vitals.ts';
export { captureIsolates } from './capture/capture-isolates.ts';
export type { CapturedIsolate } from './capture/capture-file.ts';
export type { CaptureOptions } from './capture/capture-isolates.ts';
export { estimateCapture } from './capture/estimate-capture.ts';
export type { CaptureEstimate, EstimateOptions, IsolateHeap } from './capture/estimate-capture.ts';
export { trackWorkers } from './capture/track-workers.ts';
export type { WorkerTracking } from './capture/track-workers.ts';
export { compareIsolates } from './compare/compare-isolates.ts';
export type {
  IsolateComparison,
  IsolateFile,
  IsolatesComparison,
} from './compare/compare-isolates.ts';
export { compareSnapshots } from './compare/compare-snapshots.ts';
export type { CompareOptions, Comparison } from './compare/compare-snapshots.ts';
export type { CountOptions, EventCounts } from './compare/counts.ts';
export type {
  Companion,
  IsolateShare,
  Suspect,
  Suspect as IsolateSuspect,
} from './compare/rank.ts';
export type { ComparisonRow } from './compare/comparison-row.ts';
export { reportDocument } from './report/document.ts';
export type { ReportDocument, ReportInput, Verdict } from './report/document.ts';
export { terminalReport } from './report/terminal.ts';
export type { Paint, TerminalOptions } from './report/terminal.ts';
export { retainerPaths } from './graph/retainer-paths.ts';
export type { PathOptions, RetainerPath } from './graph/retainer-paths.ts';
export type { HeapStatistics } from './graph/statistics.ts';
export type { DuplicateString } from './graph/duplicate-strings.ts';
export { summarize } from './report/summary.ts';
export type { LargeRetainer, SummaryDocument } from './report/summary.ts';
export { compareSurvivors } from './compare/survivors.ts';
export { retainedTree } from './graph/retained-tree.ts';
export type { RetainedNode, RetainedTreeOptions } from './graph/retained-tree.ts';
export { htmlReport } from './report/html.ts';
export type { HtmlOptions } from './report/html.ts';
export { markdownReport } from './report/markdown.ts';
export { overrunsOf, readBudget } from './compare/budget.ts';
export type { Budget, ClassBudget, Overrun } from './compare/budget.ts';
export { expectNoLeak } from './check/assert-no-leak.ts';
export type { AssertNoLeakOptions } from './check/assert-no-leak.ts';
export { checkForLeak } from './check/check-for-leak.ts';
export type { LeakCheck } from './check/check-for-leak.ts';
export type { LeakCheckOptions, LeakTask } from './check/check-options.ts';
export { failureText } from './check/failure-text.ts';
export { InconclusiveError, LeakError } from './check/leak-errors.ts';
export { compareWithBaseline, createBaseline, readBaseline } from './compare/baseline.ts';
export type {
  Baseline,
  BaselineClass,
  BaselineComparison,
  BaselineRow,
} from './compare/baseline.ts';
export { compareSeries } from './compare/compare-series.ts';
export type { SeriesComparison, SeriesRow } from './compare/compare-series.ts';
export type { Cluster } from './compare/clusters.ts';
export type { IsolateCluster } from './compare/rank.ts';
export { freedByCutting } from './graph/what-if.ts';
export type { Cut, Freed } from './graph/what-if.ts';
export { allocationStacks } from './graph/allocation-stacks.ts';
export type { AllocationOptions, AllocationStack } from './graph/allocation-stacks.ts';
export { detachedObjects } from './graph/detached-objects.ts';
export type { DetachedClass } from './graph/detached-objects.ts';
