import type { TrialOutcome, TrialRecord } from './trial-record.ts';

const texts: Record<TrialOutcome, string> = {
  passed: 'PASSED',
  leak: 'LEAK',
  failed: 'FAILED',
  inconclusive: 'INCONCLUSIVE',
  interrupted: 'INTERRUPTED',
};

/** The outcome in a word or two. */
export const outcomeText = ({ outcome, settings }: TrialRecord): string =>
  outcome === 'passed' && settings.scenario !== 'service' ? 'NO LEAK' : texts[outcome];
