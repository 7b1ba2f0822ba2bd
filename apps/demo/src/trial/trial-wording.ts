import type { TrialOutcome } from './trial-record.ts';

/** The outcome in a word, and what it says. */
export const outcomeTexts: Record<TrialOutcome, string> = {
  passed: 'PASSED: no leak',
  leak: 'LEAK',
  failed: 'FAILED',
  inconclusive: 'INCONCLUSIVE',
  interrupted: 'INTERRUPTED',
};
