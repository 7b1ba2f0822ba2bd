import { codeOf } from './code-of.ts';
import { History } from './history.ts';
import type { Row } from './history.ts';
import { judge } from './rule.ts';
import type { RuleState } from './rule.ts';
import { report } from './signal-report.ts';
import type { SignalVerdict, Verdict, VerdictKind } from './types.ts';
import type { RuleSettings, Series } from './window.ts';

/** Kept as evidence and never judged itself. */
export const RSS = 'rss';

const UNJUDGED = new Set([RSS, 'main.code', 'workers.code']);

/** What all signals of a sheet have in common. */
export interface SheetSettings {
  readonly unit: 'bytes' | 'count';
  readonly basis: Verdict['basis'];
  readonly settle: number;
  readonly minFloors: number;
}

/** Signals that are read at the same moments, with what the rule knows of each. */
export class Sheet {
  readonly history: History;
  readonly #settings: SheetSettings;
  readonly #states = new Map<string, RuleState>();

  constructor(settings: SheetSettings) {
    this.#settings = settings;
    this.history = new History(settings.settle);
  }

  add(row: Row): void {
    this.history.add(row);
  }

  /** Judges every signal anew. */
  judge(moment: Pick<RuleSettings, 'now' | 'level' | 'complete'>): void {
    const columns = this.history.columns();
    for (const signal of this.history.signals) {
      if (UNJUDGED.has(signal)) continue;
      const { level, ...always } = moment;
      const isPart = level !== undefined && signal === 'workers.floor';
      const settings: RuleSettings = { ...this.#settings, ...always, ...(isPart && { level }) };
      const state = this.#states.get(signal) ?? { verdict: 'insufficient' };
      this.#states.set(signal, judge(state, columns, this.#series(signal), settings));
    }
  }

  get kinds(): VerdictKind[] {
    return [...this.#states.values()].map(({ verdict }) => verdict);
  }

  reports(): SignalVerdict[] {
    return [...this.#states].map(([signal, state]) =>
      report(signal, state, this.history, this.#settings),
    );
  }

  #series(signal: string): Series {
    const values = this.history.values(signal);
    if (!signal.endsWith('.floor')) return { values };
    return { values, code: codeOf(this.history, signal) };
  }
}
