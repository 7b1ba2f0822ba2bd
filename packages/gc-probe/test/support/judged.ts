import { History } from '../../src/history.ts';
import { judge } from '../../src/rule.ts';
import type { RuleState } from '../../src/rule.ts';
import type { RuleSettings } from '../../src/window.ts';

export interface Fed {
  readonly at: readonly number[];
  readonly values: readonly number[];
  readonly tasks?: readonly number[];
  readonly events?: readonly number[];
  readonly code?: readonly number[];
}

export interface Judged {
  /** Number of floors at the first suspicion and at the confirmation; 0 if never. */
  readonly suspectAt: number;
  readonly leakAt: number;
  readonly last: RuleState['verdict'];
  readonly all: readonly RuleState['verdict'][];
}

/** Runs the rule over a whole series, floor by floor, as a probe does. */
export function judged(fed: Fed, settings: Partial<RuleSettings> = {}): Judged {
  const full: RuleSettings = {
    settle: 3_000,
    minFloors: 12,
    unit: 'bytes',
    basis: 'quiescent',
    ...settings,
  };
  const history = new History(full.settle);
  let state: RuleState = { verdict: 'insufficient' };
  const all: RuleState['verdict'][] = [];
  for (const [i, at] of fed.at.entries()) {
    history.add({
      at,
      tasks: fed.tasks?.[i] ?? i * 13,
      events: { event: fed.events?.[i] ?? 0 },
      values: new Map([
        ['signal', fed.values[i] as number],
        ['code', fed.code?.[i] ?? 0],
      ]),
    });
    const series = { values: history.values('signal'), code: history.values('code') };
    state = judge(state, history.columns(), series, full);
    all.push(state.verdict);
  }
  return {
    suspectAt: all.indexOf('suspect') + 1,
    leakAt: all.indexOf('leak') + 1,
    last: state.verdict,
    all,
  };
}

/** Moments 330 ms apart. */
export function moments(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i * 330);
}
