import type { Mode } from '../process/mode.ts';
import type { Observation } from '../process/protocol.ts';
import { latest, type StoryRecord } from './record.ts';

/** One figure that is shown for both services: in the terminal, and as a plot in the report. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly unit: 'MB' | 'count';
  readonly of: (observation: Observation) => number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const inWorkers = ({ sample }: Observation): Observation['sample']['isolates'] =>
  sample.isolates.filter(({ isolate }) => isolate !== 'main');
const main = ({ sample }: Observation): Observation['sample']['isolates'][number] | undefined =>
  sample.isolates.find(({ isolate }) => isolate === 'main');

export const metrics: readonly Metric[] = [
  { id: 'rss', title: 'RSS', unit: 'MB', of: ({ sample }) => sample.rss },
  { id: 'threads', title: 'threads', unit: 'count', of: ({ sample }) => sample.threads ?? 0 },
  { id: 'fds', title: 'file descriptors', unit: 'count', of: ({ sample }) => sample.fds ?? 0 },
  { id: 'workers', title: 'workers', unit: 'count', of: ({ sample }) => sample.workers },
  { id: 'listeners', title: 'listeners', unit: 'count', of: ({ figures }) => figures.listeners },
  {
    id: 'timers',
    title: 'timers in workers',
    unit: 'count',
    of: (seen) => sum(inWorkers(seen).map(({ resources }) => resources['Timeout'] ?? 0)),
  },
  { id: 'floor', title: 'floor, main', unit: 'MB', of: (seen) => main(seen)?.floor ?? 0 },
  {
    id: 'workers-floor',
    title: 'floor, workers',
    unit: 'MB',
    of: (seen) => sum(inWorkers(seen).map(({ floor }) => floor)),
  },
  { id: 'external', title: 'external, main', unit: 'MB', of: (seen) => main(seen)?.external ?? 0 },
  {
    id: 'workers-external',
    title: 'external, workers',
    unit: 'MB',
    of: (seen) => sum(inWorkers(seen).map(({ external }) => external)),
  },
];

/** The metrics of every run, and what only this scenario counts. */
export function metricsOf({ services }: StoryRecord): readonly Metric[] {
  const { sample } = latest(services.leaky) ?? {};
  const own = Object.keys(sample?.counters ?? {}).filter((name) => name !== 'listeners');
  return [
    ...metrics,
    ...own.map((name): Metric => ({
      id: name,
      title: name,
      unit: 'count',
      of: (seen) => seen.sample.counters[name] ?? 0,
    })),
  ];
}

/** Tasks per second over the last few seconds. */
export function rateOf(observations: readonly Observation[], seconds = 3): number {
  const last = observations.at(-1);
  if (!last) return 0;
  const first = observations.find((seen) => seen.seconds >= last.seconds - seconds) ?? last;
  const span = last.seconds - first.seconds;
  return span > 0 ? (last.figures.done - first.figures.done) / span : 0;
}

export function format(value: number, unit: Metric['unit']): string {
  return unit === 'MB' ? `${(value / 1e6).toFixed(1)} MB` : String(value);
}

/** `512 B`, `7.1 KB`, `3.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : format(bytes, 'MB');
}

/** The probe's name of a signal in the words of this table, where it has some. */
export function signalTitle(signal: string): string {
  return titles[signal] ?? signal;
}

const titles: Record<string, string> = {
  fds: 'file descriptors',
  'main.floor': 'floor, main',
  'workers.floor': 'floor, workers',
  'main.external': 'external, main',
  'workers.external': 'external, workers',
  'workers.resources.Timeout': 'timers in workers',
  'main.resources.MessagePort': 'message ports, main',
};

/** The last value of a metric, as text; a dash before the first observation. */
export function latestText(record: StoryRecord, mode: Mode, metric: Metric): string {
  const seen = latest(record.services[mode]);
  return seen ? format(metric.of(seen), metric.unit) : '–';
}
