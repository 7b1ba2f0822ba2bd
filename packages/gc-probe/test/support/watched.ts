import type { MajorFloor } from '../../src/observe/isolate-watch.ts';
import type { IsolateSample, Verdict, VerdictKind } from '../../src/types.ts';
import { Judge } from '../../src/verdict.ts';
import { isolate, sample } from './sample.ts';

/** Major collections of an isolate: thread 0 is main. */
export interface Collecting {
  readonly threadId: number;
  readonly floors: readonly MajorFloor[];
  /** From when to when it lives; default always. */
  readonly from?: number;
  readonly to?: number;
  /** From when on it does not answer. */
  readonly silentFrom?: number;
  /** Bytes of heap it allocates a second; default a lot, as one at work does. */
  readonly allocates?: number;
  /** What its collections leave, one minor collection a sample; default none. */
  readonly left?: (at: number) => number;
  /** Bytes outside the heap that it gains a second; default none. */
  readonly external?: number;
}

/** What a probe that samples now and then would say, and when. */
export interface Watched {
  readonly verdict: Verdict;
  readonly seen: readonly { readonly at: number; readonly verdict: VerdictKind }[];
}

interface Sampling {
  readonly settle?: number;
  readonly every?: number;
  readonly until?: number;
}

/** Has the judge take samples every `every` ms of isolates that collect when V8 likes. */
export function watched(
  isolates: readonly Collecting[],
  { settle = 8_000, every = 500, until = 16_000 }: Sampling = {},
): Watched {
  const judge = new Judge(settle, 12);
  const seen: { at: number; verdict: VerdictKind }[] = [];
  for (let at = 0; at <= until; at += every) {
    const alive = isolates.filter(({ from = 0, to = Infinity }) => from <= at && at < to);
    const news = new Map(
      alive.map(({ threadId, floors }) => [
        threadId,
        floors.filter((floor) => floor.at > at - every && floor.at <= at),
      ]),
    );
    const others = alive.filter(({ threadId }) => threadId !== 0);
    const silent = others.filter(({ silentFrom = Infinity }) => silentFrom <= at);
    const missing = silent.map(({ threadId }) => `worker-${threadId}`);
    const workers = others
      .filter((each) => !silent.includes(each))
      .map((each) => working(each, at));
    judge.take(sample(workers, missing, { at, tasks: at / 10, quiescent: false }), news);
    seen.push({ at, verdict: judge.kind });
  }
  return { verdict: judge.verdict(), seen };
}

function working(
  { threadId, allocates = 1e7, external = 0, left }: Collecting,
  at: number,
): IsolateSample {
  const figures = isolate(threadId, 5e6);
  return Object.assign(figures, {
    allocated: (allocates * at) / 1_000,
    external: 1e6 + (external * at) / 1_000,
    ...(left && {
      lastGc: { used: left(at), young: 20_000 },
      gc: { ...figures.gc, count: at },
    }),
  });
}
