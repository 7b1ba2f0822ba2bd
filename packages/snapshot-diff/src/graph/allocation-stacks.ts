import { ArgumentError } from '../errors.ts';
import type { Location } from './location.ts';
import type { Snapshot } from './snapshot.ts';
import { originalPosition } from './source-maps.ts';

/** Objects that one chain of calls allocated. */
export interface AllocationStack {
  /** The allocating function first. */
  frames: { name: string; location?: Location }[];
  /** Objects that are still there. */
  count: number;
  bytes: number;
}

export interface AllocationOptions {
  /** Only objects of this class. */
  className?: string;
  /** Only the object with this id. */
  id?: number;
  /** Stacks at most. @default 20 */
  limit?: number;
}

/**
 * Where what is in the heap was allocated, most bytes first: of a snapshot that was taken while V8
 * tracked allocations (DevTools' "allocation instrumentation"; `startTrackingHeapObjects` with
 * `trackAllocations` of the inspector). Empty for any other snapshot.
 *
 * @throws {ArgumentError} when both `className` and `id` are given
 */
export function allocationStacks(
  snapshot: Snapshot,
  options: AllocationOptions = {},
): AllocationStack[] {
  const { className, id, limit = 20 } = options;
  if (className !== undefined && id !== undefined) {
    throw new ArgumentError('allocationStacks takes className or id, not both');
  }
  const { traceNode, traces, nodeId, selfSize } = snapshot.columns;
  if (!traceNode || !traces) return [];
  const byTrace = new Map<number, { count: number; bytes: number }>();
  for (let node = 0; node < traceNode.length; node++) {
    const trace = traceNode[node]!;
    if (trace === 0 || (id !== undefined && nodeId[node] !== id)) continue;
    if (className !== undefined && snapshot.className(node) !== className) continue;
    const sum = byTrace.get(trace) ?? { count: 0, bytes: 0 };
    sum.count++;
    sum.bytes += selfSize[node]!;
    byTrace.set(trace, sum);
  }
  const indexOf = new Map(Array.from(traces.id, (trace, index) => [trace, index]));
  return [...byTrace]
    .filter(([trace]) => indexOf.has(trace))
    .sort(([, one], [, other]) => other.bytes - one.bytes || other.count - one.count)
    .slice(0, limit)
    .map(([trace, sum]) => Object.assign({ frames: framesOf(snapshot, indexOf.get(trace)!) }, sum));
}

function framesOf(snapshot: Snapshot, start: number): AllocationStack['frames'] {
  const { strings } = snapshot.columns;
  const traces = snapshot.columns.traces!;
  const frames: AllocationStack['frames'] = [];
  // The top of the tree is "(root)", no call.
  for (let at = start; traces.parent[at] !== at; at = traces.parent[at]!) {
    const found = traces.functions[traces.function[at]!];
    if (!found) continue;
    const name = strings.get(found.name) || '(anonymous)';
    const script = strings.get(found.script);
    // Unlike those of locations, lines and columns count from 1 here, and 0 is none.
    const location =
      script === '' || found.line < 1
        ? undefined
        : originalPosition(script, found.line - 1, Math.max(0, found.column - 1));
    frames.push({ name, ...(location ? { location } : {}) });
  }
  return frames;
}
