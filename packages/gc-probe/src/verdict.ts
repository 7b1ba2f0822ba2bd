import { explain } from './explain.ts';
import { SignalSums } from './floor.ts';
import { NaturalFloors } from './natural-floors.ts';
import type { FloorsByThread } from './natural-floors.ts';
import { outOfMemory } from './out-of-memory.ts';
import { RSS, Sheet } from './sheet.ts';
import type { Sample, SignalVerdict, Verdict, VerdictKind } from './types.ts';

/** Judges all signals sample by sample and puts the verdict together. */
export class Judge {
  readonly #settle: number;
  readonly #minFloors: number;
  readonly #sums = new SignalSums();
  readonly #naturalFloors: NaturalFloors;
  readonly #quiescent: { bytes: Sheet; counts: Sheet };
  readonly #natural: { main: Sheet; workers: Sheet; counts: Sheet };
  #basis: Verdict['basis'] = 'natural';
  // Workers of which too little is known, in natural mode.
  #unknown: readonly string[] = [];
  #last: Sample | undefined;

  constructor(settle: number, minFloors: number) {
    this.#settle = settle;
    this.#minFloors = minFloors;
    this.#naturalFloors = new NaturalFloors({ settle, minFloors });
    const sheet = (basis: Verdict['basis'], unit: 'bytes' | 'count') =>
      new Sheet({ basis, unit, settle, minFloors });
    this.#quiescent = { bytes: sheet('quiescent', 'bytes'), counts: sheet('quiescent', 'count') };
    this.#natural = {
      main: sheet('natural', 'bytes'),
      workers: sheet('natural', 'bytes'),
      counts: sheet('natural', 'count'),
    };
  }

  /** Takes one sample in, with what major collections left since the one before; judges anew. */
  take(sample: Sample, floors: FloorsByThread): void {
    this.#last = sample;
    if (sample.quiescent) this.#basis = 'quiescent';
    const { at, tasks = Number.NaN, events = {} } = sample;
    const now = { now: at };
    const { bytes, counts, workersLevel: level } = this.#sums.take(sample);
    const counted = { at, tasks, events, values: new Map([...counts, [RSS, sample.rss]]) };
    if (sample.quiescent) {
      this.#quiescent.bytes.add({ at, tasks, events, values: bytes });
      this.#quiescent.bytes.judge({ ...now, level });
      this.#quiescent.counts.add(counted);
      this.#quiescent.counts.judge(now);
      return;
    }
    const rows = this.#naturalFloors.take(sample, floors);
    this.#unknown = this.#naturalFloors.unknown(sample);
    for (const row of rows.main) this.#natural.main.add(row);
    this.#natural.main.judge(now);
    for (const row of rows.workers) this.#natural.workers.add(row);
    const complete = this.#unknown.length === 0;
    this.#natural.workers.judge({ ...now, complete, level: this.#naturalFloors.level });
    this.#natural.counts.add(counted);
    this.#natural.counts.judge(now);
  }

  /** The overall verdict alone, cheap enough for every sample. */
  get kind(): VerdictKind {
    return this.#overall(this.#sheets.flatMap((sheet) => sheet.kinds));
  }

  verdict(): Verdict {
    const signals = this.#sheets.flatMap((sheet) => sheet.reports()).sort(bySurety);
    const isNatural = this.#basis === 'natural';
    const { history } = isNatural ? this.#natural.counts : this.#quiescent.counts;
    const { at, tasks } = history.columns();
    const spanMs = (at.at(-1) ?? 0) - (at[0] ?? 0);
    const done = (tasks.at(-1) ?? Number.NaN) - (tasks[0] ?? Number.NaN);
    const fired = signals[0]?.firstSuspectAt === undefined ? undefined : signals[0];
    const verdict = this.#overall(signals.map((signal) => signal.verdict));
    const memory =
      verdict === 'leak' && this.#last
        ? outOfMemory(signals, this.#last, at, history.values(RSS))
        : undefined;
    const index = fired ? at.findIndex((each) => each >= (fired.firstSuspectAt as number)) : -1;
    const firstTasks = tasks[index] ?? Number.NaN;
    const judgement: Omit<Verdict, 'explanation'> = {
      verdict,
      settle: this.#settle,
      floors: (isNatural ? this.#natural.main : this.#quiescent.bytes).history.length,
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
    const unknown = isNatural ? this.#unknown : [];
    return { ...judgement, explanation: explain(judgement, this.#minFloors, unknown) };
  }

  get #sheets(): Sheet[] {
    return Object.values(this.#basis === 'natural' ? this.#natural : this.#quiescent);
  }

  #overall(kinds: readonly VerdictKind[]): VerdictKind {
    for (const kind of ['leak', 'suspect', 'insufficient'] as const) {
      if (kinds.includes(kind)) return kind;
    }
    const isKnown = this.#basis === 'quiescent' || this.#natural.main.history.length > 0;
    return kinds.length > 0 && isKnown && this.#unknown.length === 0 ? 'stable' : 'insufficient';
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
