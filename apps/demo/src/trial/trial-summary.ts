import { metrics } from '../story/metrics.ts';
import { summariseSuspect } from '../story/suspect-summary.ts';
import { loadFigures } from './load-figures.ts';
import type { TrialRecord } from './trial-record.ts';

/** The result of a trial as plain data: the last JSON line of `--ci`, and part of the report. */
export function summariseTrial(record: TrialRecord): Record<string, unknown> {
  const { observations, verdict, settings, outcome, reasons, load } = record;
  const [first, last] = [observations[0], observations.at(-1)];
  return {
    schema: 1,
    title: record.title,
    outcome,
    reasons,
    seconds: Number(record.seconds.toFixed(1)),
    settings,
    calibrated: record.calibrated,
    environment: record.environment,
    verdict: verdict?.verdict ?? 'insufficient',
    explanation: verdict?.explanation,
    first: verdict?.first?.signal,
    load: loadFigures(record),
    faults: load?.figures.faults,
    between: record.between,
    refused: record.refused,
    culprits: record.suspects.map((suspect) => ({
      class: suspect.name,
      ...summariseSuspect(suspect),
    })),
    figures:
      first &&
      last &&
      Object.fromEntries(metrics.map(({ id, of }) => [id, { from: of(first), to: of(last) }])),
    warnings: record.warnings,
    residue: record.residue,
    ending: record.ending,
    ...record.data,
  };
}
