import { explain } from './explain.ts';
import type { SignalSums } from './floor.ts';
import { History } from './history.ts';
import { outOfMemory } from './out-of-memory.ts';
import { judge } from './rule.ts';
import type { RuleState } from './rule.ts';
import { report } from './signal-report.ts';
import type { Sample, SignalVerdict, Verdict, VerdictKind } from './types.ts';
import type { RuleSettings, Series } from './window.ts';

const RSS = 'rss';

/** Columns that are kept as evidence and never judged themselves. */
const UNJUDGED = new Set([RSS, 'main.code', 'workers.code']);

interface Sheet {
  readonly unit: 'bytes' | 'count';
  readonly history: History;
  readonly states: Map<string, RuleState>;
}

const sheet = (unit: Sheet['unit'], settle: number): Sheet => ({
  unit,
  history: new History(settle),
  states: new Map(),
});

/** Judges all signals sample by sample and puts the verdict together. */
export class Judge {
  readonly #settle: number;
  readonly #minFloors: number;
  readonly #sums: SignalSums;
  readonly #sheets: Readonly<Record<Verdict['basis'], { bytes: Sheet; counts: Sheet }>>;
  #basis: Verdict['basis'] = 'natural';
  #majors = 0;
  #level = 0;
  #last: Sample | undefined;

  constructor(settle: number, minFloors: number, sums: SignalSums) {
    this.#settle = settle;
    this.#minFloors = minFloors;
    this.#sums = sums;
    this.#sheets = {
      quiescent: { bytes: sheet('bytes', settle), counts: sheet('count', settle) },
      natural: { bytes: sheet('bytes', settle), counts: sheet('count', settle) },
    };
  }

  /** Takes one sample in and judges anew. */
  take(sample: Sample): void {
    this.#last = sample;
    if (sample.quiescent) this.#basis = 'quiescent';
    const { bytes, counts, workersLevel } = this.#sums.take(sample);
    this.#level = workersLevel;
    const basis = sample.quiescent ? 'quiescent' : 'natural';
    const sheets = this.#sheets[basis];
    const majors = sample.isolates.reduce((sum, { gc }) => sum + gc.majors, 0);
    // Without a forced collection, a floor is news only when V8 has made one of its own.
    if (sample.quiescent || majors > this.#majors) {
      this.#add(sheets.bytes, basis, sample, new Map([...bytes, [RSS, sample.rss]]));
    }
    this.#majors = majors;
    this.#add(sheets.counts, basis, sample, counts);
  }

  /** The overall verdict alone, cheap enough for every sample. */
  get kind(): VerdictKind {
    const { bytes, counts } = this.#sheets[this.#basis];
    return overall([...bytes.states.values(), ...counts.states.values()]);
  }

  verdict(): Verdict {
    const { bytes, counts } = this.#sheets[this.#basis];
    const settings = { settle: this.#settle, minFloors: this.#minFloors };
    const signals = [bytes, counts]
      .flatMap((each) =>
        [...each.states].map(([signal, state]) =>
          report(signal, state, each, { settle: this.#settle, basis: this.#basis }),
        ),
      )
      .sort(bySurety);
    const { at, tasks } = counts.history.columns();
    const spanMs = (at.at(-1) ?? 0) - (at[0] ?? 0);
    const done = (tasks.at(-1) ?? Number.NaN) - (tasks[0] ?? Number.NaN);
    const fired = signals[0]?.firstSuspectAt === undefined ? undefined : signals[0];
    const verdict = overall(signals);
    const memory =
      verdict === 'leak' && this.#last
        ? outOfMemory(signals, this.#last, bytes.history.columns().at, bytes.history.values(RSS))
        : undefined;
    const index = fired ? at.findIndex((each) => each >= (fired.firstSuspectAt as number)) : -1;
    const firstTasks = tasks[index] ?? Number.NaN;
    const judgement: Omit<Verdict, 'explanation'> = {
      verdict,
      settle: this.#settle,
      // Natural samples between two major collections bring no floor.
      floors: bytes.history.length,
      basis: this.#basis,
      spanMs,
      tasks: Number.isNaN(done) ? null : done,
      signals,
      ...(fired && {
        first: {
          signal: fired.signal,
          at: fired.firstSuspectAt as number,
          tasks: Number.isNaN(firstTasks) ? null : firstTasks,
        },
      }),
      ...(memory && { outOfMemory: memory }),
    };
    return { ...judgement, explanation: explain(judgement, settings.minFloors) };
  }

  #add(
    { unit, history, states }: Sheet,
    basis: Verdict['basis'],
    sample: Sample,
    values: ReadonlyMap<string, number>,
  ): void {
    history.add({
      at: sample.at,
      tasks: sample.tasks ?? Number.NaN,
      events: sample.events ?? {},
      values,
    });
    const columns = history.columns();
    const common = { settle: this.#settle, minFloors: this.#minFloors, unit, basis };
    for (const signal of history.signals) {
      if (UNJUDGED.has(signal)) continue;
      const settings: RuleSettings =
        signal === 'workers.floor' ? { ...common, level: this.#level } : common;
      const series: Series = signal.endsWith('.floor')
        ? { values: history.values(signal), code: history.values(signal.replace('floor', 'code')) }
        : { values: history.values(signal) };
      const state = states.get(signal) ?? { verdict: 'insufficient' };
      states.set(signal, judge(state, columns, series, settings));
    }
  }
}

const rank: Record<VerdictKind, number> = { leak: 0, suspect: 1, insufficient: 2, stable: 3 };

/** Leaks first, then by when they fired; exact counters before sizes that fired together. */
function bySurety(a: SignalVerdict, b: SignalVerdict): number {
  return (
    rank[a.verdict] - rank[b.verdict] ||
    (a.firstSuspectAt ?? 0) - (b.firstSuspectAt ?? 0) ||
    Number(a.unit === 'bytes') - Number(b.unit === 'bytes') ||
    b.tau - a.tau
  );
}

function overall(signals: readonly { readonly verdict: VerdictKind }[]): VerdictKind {
  for (const kind of ['leak', 'suspect', 'insufficient'] as const) {
    if (signals.some(({ verdict }) => verdict === kind)) return kind;
  }
  return signals.length === 0 ? 'insufficient' : 'stable';
}
