import type { IsolateSample, Sample, Verdict } from '../types.ts';
import type { RecordedLine } from '../recording.ts';

/** A moment worth a mark on the time axis. */
export interface Mark {
  readonly at: number;
  readonly kind: 'verdict' | 'snapshot';
  readonly label: string;
}

/** One isolate over time. Moments in seconds since the first sample. */
export interface IsolateTimeline {
  readonly isolate: string;
  readonly at: readonly number[];
  readonly used: readonly number[];
  readonly floor: readonly number[];
  readonly external: readonly number[];
  /** Milliseconds of pauses since the sample before. */
  readonly pauses: readonly number[];
  readonly last: IsolateSample;
}

/** A recording, sorted for drawing. */
export interface Timeline {
  readonly samples: readonly Sample[];
  readonly started: number;
  readonly seconds: number;
  readonly isolates: readonly IsolateTimeline[];
  readonly marks: readonly Mark[];
  readonly verdict: Verdict | undefined;
  /** Lines that could not be read: the last one of a killed process is cut off. */
  readonly unreadable: number;
}

/** Reads a recording from its JSON lines. */
export function timelineOf(text: string): Timeline {
  const samples: Sample[] = [];
  const found: { at: number; kind: Mark['kind']; label: string }[] = [];
  let verdict: Verdict | undefined;
  let unreadable = 0;
  for (const each of text.split('\n')) {
    if (each.trim() === '') continue;
    const line = parse(each);
    if (!line) unreadable += 1;
    else if (line.type === 'sample') samples.push(line);
    else if (line.type === 'snapshot') {
      const label = line.taken ? 'snapshot' : `snapshot refused: ${line.reason}`;
      found.push({ at: line.at, kind: 'snapshot', label });
    } else {
      verdict = line.verdict;
      if (line.type === 'verdict') {
        found.push({ at: line.at, kind: 'verdict', label: line.verdict.verdict });
      }
    }
  }
  const first = samples[0]?.at ?? 0;
  const seconds = ((samples.at(-1)?.at ?? 0) - first) / 1_000;
  return {
    samples,
    started: samples[0]?.time ?? 0,
    seconds,
    isolates: isolatesOf(samples, first),
    marks: found.map(({ at, kind, label }) => ({ at: (at - first) / 1_000, kind, label })),
    verdict,
    unreadable,
  };
}

function parse(text: string): RecordedLine | undefined {
  try {
    const line = JSON.parse(text) as RecordedLine;
    return ['sample', 'snapshot', 'verdict', 'end'].includes(line.type) ? line : undefined;
  } catch {
    return undefined;
  }
}

function isolatesOf(samples: readonly Sample[], first: number): IsolateTimeline[] {
  const lives = new Map<string, { at: number; figures: IsolateSample }[]>();
  for (const { at, isolates } of samples) {
    for (const figures of isolates) {
      const life = lives.get(figures.isolate) ?? [];
      life.push({ at: (at - first) / 1_000, figures });
      lives.set(figures.isolate, life);
    }
  }
  return [...lives].map(([isolate, life]) => ({
    isolate,
    at: life.map(({ at }) => at),
    used: life.map(({ figures }) => figures.heapUsed),
    floor: life.map(({ figures }) => figures.floor),
    external: life.map(({ figures }) => figures.externalFloor),
    pauses: life.map(({ figures }, i) => {
      const before = life[i - 1]?.figures.gc.pauseMs ?? 0;
      return Math.max(0, figures.gc.pauseMs - before);
    }),
    last: (life.at(-1) as { figures: IsolateSample }).figures,
  }));
}
