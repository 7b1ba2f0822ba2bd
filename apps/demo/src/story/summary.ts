import { exitCodes, latest, type StoryRecord } from './record.ts';
import { metrics } from './metrics.ts';
import { summariseSuspect } from './suspect-summary.ts';

/** The result of a run as plain data: the last JSON line of `--ci`, and part of the report. */
export function summarise(record: StoryRecord): Record<string, unknown> {
  const { services, judgement, detection, between } = record;
  return {
    schema: 1,
    scenario: record.scenario.id,
    kind: record.scenario.kind,
    outcome: record.outcome,
    exitCode: exitCodes[record.outcome],
    reasons: record.reasons,
    seconds: Number(record.seconds.toFixed(1)),
    settings: record.settings,
    environment: record.environment,
    detection: detection && {
      seconds: Number(detection.seconds.toFixed(1)),
      tasks: detection.tasks,
      first: detection.first,
      signals: detection.signals.map(({ signal, slopePerTask }) => ({ signal, slopePerTask })),
    },
    between,
    culprits: judgement?.judged.map(({ planted, suspect, right }) => ({
      planted: planted.id,
      class: suspect?.name ?? planted.classNames[0],
      named: suspect !== undefined,
      right,
      ...(suspect && summariseSuspect(suspect)),
    })),
    unplanted: judgement?.unplanted.map(({ name, delta }) => ({ class: name, delta })),
    suspectsInFixed: services.fixed.suspects.map(({ name, delta }) => ({ class: name, delta })),
    leaky: serviceSummary(record, 'leaky'),
    fixed: serviceSummary(record, 'fixed'),
  };
}

function serviceSummary(record: StoryRecord, mode: 'leaky' | 'fixed'): Record<string, unknown> {
  const { observations, verdict, warnings, residue, ending } = record.services[mode];
  const first = observations[0];
  const last = latest(record.services[mode]);
  return {
    verdict: verdict?.verdict ?? 'insufficient',
    explanation: verdict?.explanation,
    tasks: last?.figures.done ?? 0,
    failures: last?.figures.failures ?? 0,
    figures:
      first &&
      last &&
      Object.fromEntries(metrics.map(({ id, of }) => [id, { from: of(first), to: of(last) }])),
    warnings,
    residue,
    ending,
  };
}
