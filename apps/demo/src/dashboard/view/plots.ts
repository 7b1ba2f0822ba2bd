import type { Unit } from './format.ts';
import { sides, type Look, type Side, type State } from './wire.ts';

/** One line of a plot. */
export interface Line {
  /** Tells the line from the others of its plot for as long as the plot lives. */
  readonly key: string;
  readonly side: Side;
  /** `RSS`, `p99`, `worker-3`: what it is, without the service's name. */
  readonly what: string;
  /** 0 solid; others are dashed, each differently: colour alone tells nobody anything. */
  readonly dash: number;
  readonly of: (look: Look) => number | null;
}

export interface Plot {
  readonly id: string;
  readonly title: string;
  /** What the figure means, in a few words. */
  readonly note: string;
  readonly unit: Unit;
  readonly lines: (looks: readonly Look[]) => readonly Line[];
}

/** A line of each service for each figure, in this order. */
function both(figures: Readonly<Record<string, Line['of']>>): Plot['lines'] {
  const lines = Object.entries(figures).flatMap(([what, of], dash) =>
    sides.map((side) => ({ key: `${side} ${what}`, side, what, dash, of })),
  );
  return () => lines;
}

/** Isolates of a service that get a line of their own: those that were seen last. */
const isolateLimit = 6;

/** Workers come and go, so the lines of this plot do too. */
function floorLines(looks: readonly Look[]): Line[] {
  return sides.flatMap((side) => {
    const names = new Set<string>();
    for (let at = looks.length - 1; at >= 0 && names.size < isolateLimit; at--) {
      const look = looks[at] as Look;
      if (look.side === side) for (const isolate of Object.keys(look.floors)) names.add(isolate);
    }
    // Numbers sort as numbers: worker-10 comes after worker-9.
    return [...names]
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .slice(0, isolateLimit)
      .map((what, dash) => ({
        key: `${side} ${what}`,
        side,
        what,
        dash,
        of: ({ floors }) => floors[what] ?? null,
      }));
  });
}

export const plots: readonly Plot[] = [
  {
    id: 'rss',
    title: 'Resident memory',
    note: 'of the whole process',
    unit: 'bytes',
    lines: both({ RSS: ({ rss }) => rss }),
  },
  {
    id: 'floors',
    title: 'Floors',
    note: 'heap left after a full collection, each isolate',
    unit: 'bytes',
    lines: floorLines,
  },
  {
    id: 'pauses',
    title: 'GC pauses',
    note: 'the longest between two looks',
    unit: 'ms',
    lines: both({
      main: ({ pauses }) => pauses.main,
      workers: ({ pauses }) => pauses.workers,
    }),
  },
  {
    id: 'counts',
    title: 'Threads and file descriptors',
    note: 'as the kernel counts them',
    unit: 'count',
    lines: both({ threads: ({ threads }) => threads, fds: ({ fds }) => fds }),
  },
  {
    id: 'queue',
    title: 'Queue depth',
    note: 'the longest between two looks',
    unit: 'count',
    lines: both({ waiting: ({ waiting }) => waiting }),
  },
  {
    id: 'latency',
    title: 'Task latency',
    note: 'since the task was due',
    unit: 'ms',
    lines: both({ p99: ({ p99 }) => p99, p50: ({ p50 }) => p50 }),
  },
];

/** Points in columns, as uPlot takes them: the times first, then each line; null where it has none. */
export function columnsOf(
  looks: readonly Look[],
  lines: readonly Line[],
): [number[], ...(number | null)[][]] {
  const column = ({ side, of }: Line): (number | null)[] =>
    looks.map((look) => (look.side === side ? of(look) : null));
  return [looks.map(({ at }) => at), ...lines.map(column)];
}

/** What a service is called: a control has nothing to fix. */
export function nameOf({ scenario }: Pick<State, 'scenario'>, side: Side): string {
  if (scenario.kind === 'leak') return side;
  return side === 'leaky' ? 'control' : 'plain';
}
