import { GainBound } from './gain-bound.ts';
import { History } from './history.ts';
import type { Row } from './history.ts';
import type { MajorFloor } from './observe/isolate-watch.ts';
import { materialOf } from './rises.ts';
import type { Sample } from './types.ts';
import { isLongEnough, judgedWindow } from './window.ts';
import type { RuleSettings } from './window.ts';

/** What V8's own major collections left since the sample before, by thread, oldest first. */
export type FloorsByThread = ReadonlyMap<number, readonly MajorFloor[]>;

interface Life {
  readonly isolate: string;
  readonly since: number;
  readonly majors: History;
  readonly gain: GainBound;
  born: MajorFloor | undefined;
  last: MajorFloor | undefined;
}

type Demands = Pick<RuleSettings, 'settle' | 'minFloors'>;

/** Floors of one worker to remember: a window and what is needed to have one at any time. */
const RECENT = { capacity: 64, windows: 2 };

/**
 * Turns major collections into rows of evidence, one each: nothing else is news of a floor. Those
 * of the workers go into the growth of their sum since the first of each, as in `SignalSums`.
 */
export class NaturalFloors {
  readonly #demands: Demands;
  readonly #lives = new Map<number, Life>();
  #before: Sample | undefined;
  #latest = Number.NEGATIVE_INFINITY;

  constructor(demands: Demands) {
    this.#demands = demands;
  }

  /** The new rows of the main isolate and of the workers. */
  take(sample: Sample, floors: FloorsByThread): { main: Row[]; workers: Row[] } {
    const moment = between(this.#before ?? sample, sample);
    const mainThread = sample.isolates[0]?.threadId;
    const main = (floors.get(mainThread as number) ?? []).map((each) =>
      moment(each.at, valuesOf('main', each)),
    );
    const ended = this.#follow(sample);
    const workers = this.#workers(sample, floors).map(([threadId, each]) => {
      const life = this.#lives.get(threadId) as Life;
      life.born ??= each;
      life.last = each;
      // One that answered late tells of what was before others' news.
      this.#latest = Math.max(this.#latest, each.at);
      const row = moment(this.#latest, this.#sum());
      life.majors.add(row);
      return row;
    });
    // Only where something was known of them before is their end news.
    if (ended && this.#latest > Number.NEGATIVE_INFINITY) {
      this.#latest = sample.at;
      workers.push(moment(sample.at, this.#sum()));
    }
    this.#before = sample;
    return { main, workers };
  }

  /** What the workers' heaps took in all after the last major collection of each. */
  get level(): number {
    return [...this.#lives.values()].reduce((sum, { last }) => sum + (last?.floor ?? 0), 0);
  }

  /**
   * Isolates that lived long enough to be judged and cannot be: they collected too little, and
   * may have gained more than is known. What all those may have gained that collected too little
   * must not come to a rise: one that idles makes no major collections, and has gained nothing.
   */
  unknown(sample: Sample): string[] {
    const { settle } = this.#demands;
    const few = [...this.#lives].filter(([, { since, majors }]) => {
      if (sample.at - since < settle) return false;
      const settings = {
        ...this.#demands,
        basis: 'natural',
        unit: 'bytes',
        now: sample.at,
      } as const;
      const window = judgedWindow(majors.columns(), { values: [] }, settings);
      return !isLongEnough(window, settings);
    });
    const inUse = sample.isolates.slice(1).reduce((sum, { heapUsed }) => sum + heapUsed, 0);
    const share = materialOf(inUse, 'natural') / few.length;
    const answered = new Set(sample.isolates.map(({ threadId }) => threadId));
    return few.flatMap(([threadId, { isolate, gain }]) =>
      answered.has(threadId) && gain.bytes <= share ? [] : [isolate],
    );
  }

  #follow({ at, isolates, missing }: Sample): boolean {
    const present = new Map(isolates.slice(1).map(({ threadId, isolate }) => [threadId, isolate]));
    let ended = false;
    for (const [threadId, { isolate, born }] of this.#lives) {
      if (present.has(threadId) || missing.includes(isolate)) continue;
      this.#lives.delete(threadId);
      ended ||= born !== undefined;
    }
    for (const [threadId, isolate] of present) {
      if (this.#lives.has(threadId)) continue;
      const { settle } = this.#demands;
      const [majors, gain] = [new History(settle, RECENT), new GainBound(settle)];
      this.#lives.set(threadId, {
        isolate,
        since: at,
        majors,
        gain,
        born: undefined,
        last: undefined,
      });
    }
    for (const worker of isolates.slice(1)) this.#lives.get(worker.threadId)?.gain.add(at, worker);
    return ended;
  }

  /** Of all workers that live, in the order of time. */
  #workers({ isolates }: Sample, floors: FloorsByThread): [number, MajorFloor][] {
    const mainThread = isolates[0]?.threadId;
    return [...floors]
      .filter(([threadId]) => threadId !== mainThread && this.#lives.has(threadId))
      .flatMap(([threadId, all]) => all.map((each): [number, MajorFloor] => [threadId, each]))
      .sort(([, a], [, b]) => a.at - b.at);
  }

  #sum(): Map<string, number> {
    const sum = { at: 0, floor: 0, external: 0, code: 0 };
    for (const { born, last } of this.#lives.values()) {
      sum.code += (last?.code ?? 0) - (born?.code ?? 0);
      sum.floor += (last?.floor ?? 0) - (born?.floor ?? 0);
      sum.external += (last?.external ?? 0) - (born?.external ?? 0);
    }
    return valuesOf('workers', sum);
  }
}

function valuesOf(who: string, { floor, external, code }: MajorFloor): Map<string, number> {
  return new Map([
    [`${who}.floor`, floor - code],
    [`${who}.code`, code],
    [`${who}.external`, external],
  ]);
}

/** Tasks and events at a moment between two samples, as if they had come evenly. */
function between(before: Sample, after: Sample): (at: number, values: Row['values']) => Row {
  const run = after.at - before.at;
  return (at, values) => {
    const share = run > 0 ? Math.min(1, Math.max(0, (at - before.at) / run)) : 1;
    const mix = (from: number, to: number) => from + share * (to - from);
    const { tasks = Number.NaN, events = {} } = after;
    return {
      at,
      tasks: mix(before.tasks ?? tasks, tasks),
      events: Object.fromEntries(
        Object.entries(events).map(([name, count]) => [
          name,
          mix(before.events?.[name] ?? count, count),
        ]),
      ),
      values,
    };
  };
}
