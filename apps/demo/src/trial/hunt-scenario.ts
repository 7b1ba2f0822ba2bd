import type { ServiceSettings } from '../process/protocol.ts';
import type { Scenario } from '../scenarios/catalogue.ts';
import { judgedLine } from '../story/wording.ts';
import { judge } from '../story/truth.ts';
import { judgeAccount } from './account.ts';
import { hunt } from './hunt.ts';
import type { Trial } from './trial.ts';
import type { TrialRecord } from './trial-record.ts';

/** What is under load when it is a scenario's service: with what was planted, or without. */
export function underScenario(
  { id, title, kind, malformedIn = 53, mainOnly = false, settle }: Scenario,
  fixed: boolean,
): Pick<ServiceSettings, 'scenario' | 'mode' | 'malformedIn' | 'mainOnly' | 'settle'> & {
  readonly title: string;
} {
  const leaky = kind === 'leak' ? title : `${title} (a control: no leak)`;
  return {
    title: `${id} under load: ${fixed ? 'the same without it' : leaky}`,
    scenario: id,
    mode: fixed ? 'fixed' : 'leaky',
    malformedIn,
    mainOnly,
    settle,
  };
}

/** Hunts as for a visitor's module; then the truth is known, and what was found is held against it. */
export async function huntScenario(
  trial: Trial,
  record: TrialRecord,
  { between, maxWorkers, planted }: Scenario,
): Promise<void> {
  // A burst shows only where there are more tasks than workers that wait for some.
  const bursts = planted.some(({ per }) => per === 'burst');
  await hunt(trial, record, {
    maxWorkers,
    between: (workers) => ({
      ...between,
      tasks: (bursts && [29, 53, 101].find((prime) => prime > workers)) || between.tasks,
    }),
  });
  if (record.outcome === 'passed') return judgeAccount(record);
  if (record.settings.mode === 'fixed' || !record.between) return;
  const { judged } = judge(record.suspects, planted);
  for (const [at, each] of judged.entries()) {
    record.more[judged.length > 1 ? `planted ${at + 1}` : 'planted'] = judgedLine(each);
  }
  record.data['planted'] = judged.map(({ planted: { id }, suspect, right }) => ({
    planted: id,
    class: suspect?.name ?? null,
    right,
  }));
}
