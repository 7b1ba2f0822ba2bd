import { loadFigures } from './load-figures.ts';
import type { TrialRecord } from './trial-record.ts';

/** Passed when every task is accounted for and the service has left nothing behind; else why not. */
export function judgeAccount(record: TrialRecord): void {
  const { reasons, residue, ending } = record;
  const figures = loadFigures(record);
  if (!figures) {
    reasons.push('the load was not measured');
  } else {
    const { offered, done, failed, shed, lost, underWay } = figures;
    if (lost > 0) reasons.push(`${lost} tasks were lost: their promises never settle`);
    if (underWay > 0 || offered !== done + failed + shed) {
      reasons.push(
        `lost: of ${offered} tasks ${done} were done, ${failed} failed and ${shed} were shed`,
      );
    }
  }
  if (residue && residue.workers > 0) reasons.push(`${residue.workers} workers are left`);
  if (residue && residue.handles.length > 0) {
    reasons.push(`handles are left: ${residue.handles.join(', ')}`);
  }
  if (residue && residue.fds > residue.fdsAtStart) {
    reasons.push(`${residue.fds - residue.fdsAtStart} file descriptors are left`);
  }
  if (ending && !ending.byItself) reasons.push('the process did not end by itself');
  record.outcome = reasons.length > 0 ? 'failed' : 'passed';
}
