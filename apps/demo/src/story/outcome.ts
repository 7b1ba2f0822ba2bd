import { labels, type Outcome, type StoryRecord } from './record.ts';

/**
 * What the run proved. Wrong answers outweigh missing ones: a leak that was called stable is a
 * failure, a verdict that never came is undecided.
 */
export function decide(record: StoryRecord): { outcome: Outcome; reasons: string[] } {
  const wrong: string[] = [];
  const missing: string[] = [];
  const { leaky, fixed } = record.services;
  const { fixed: other } = labels(record);
  const verdict = leaky.verdict?.verdict ?? 'insufficient';

  if (record.scenario.kind === 'control') {
    const says = `the control was called ${verdict}`;
    if (record.detection) wrong.push('the control was called a leak');
    else if (verdict !== 'stable') missing.push(says);
  } else if (!record.detection) {
    const says = `the leaky service was called ${verdict}`;
    (verdict === 'stable' ? wrong : missing).push(says);
  }
  if (record.refused) missing.push(`a snapshot was refused: ${record.refused}`);

  const { judgement } = record;
  if (judgement) {
    for (const { planted, suspect, right } of judgement.judged) {
      if (!suspect) wrong.push(`not named: ${planted.what} (${planted.classNames.join(' or ')})`);
      else if (!right) wrong.push(`${suspect.name} was named, but not at ${planted.file}`);
    }
    for (const { name } of judgement.unplanted) wrong.push(`wrongly accused: ${name}`);
    for (const { name } of fixed.suspects) wrong.push(`accused in the ${other} service: ${name}`);
  } else if ((record.detection || record.scenario.kind === 'control') && !record.refused) {
    missing.push('the snapshots were not compared');
  }

  const flat = fixed.verdict?.verdict ?? 'insufficient';
  if (flat === 'leak') wrong.push(`the ${other} service was called a leak`);
  else if (flat !== 'stable') missing.push(`the ${other} service was called ${flat}`);

  const { residue, ending } = fixed;
  if (residue) {
    if (residue.workers > 0) wrong.push(`${residue.workers} workers left in the ${other} service`);
    if (residue.handles.length > 0) wrong.push(`handles left: ${residue.handles.join(', ')}`);
    if (residue.fds > residue.fdsAtStart) {
      wrong.push(`fds left: ${residue.fds}, at the start ${residue.fdsAtStart}`);
    }
  } else {
    missing.push(`the ${other} service was not disposed of`);
  }
  if (ending && !ending.byItself) wrong.push(`the ${other} service did not end by itself`);

  const outcome: Outcome =
    wrong.length > 0 ? 'failed' : missing.length > 0 ? 'undecided' : 'proved';
  return { outcome, reasons: [...wrong, ...missing] };
}
