// Loaded by the story's own pool: comparing snapshots is CPU work, and the screen must not freeze.
import {
  compareIsolates,
  type CapturedIsolate,
  type IsolatesComparison,
} from '@watertight/snapshot-diff';

export function compare(
  before: readonly CapturedIsolate[],
  after: readonly CapturedIsolate[],
  counts: Record<string, number>,
): Promise<IsolatesComparison> {
  return compareIsolates(before, after, { counts });
}
