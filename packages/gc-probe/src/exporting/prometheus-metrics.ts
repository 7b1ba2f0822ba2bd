import { getHeapSpaceStatistics } from 'node:v8';
import type { GcKind } from '@watertight/gc-probe';
import type { Probe } from '@watertight/gc-probe';
import type { IsolateSample } from '@watertight/gc-probe';
import type { Reading } from './latest-reading.ts';

type Labels = Readonly<Record<string, string | number>>;
type Value = { readonly labels: Labels; readonly value: number; readonly metricName?: string };

/** A metric as prom-client's registry calls for it: by `get()`, at every scrape. */
export interface PrometheusMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly aggregator: 'sum';
  get(): Promise<{
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly aggregator: string;
    readonly values: readonly Value[];
  }>;
  reset(): void;
}

/** prom-client's names of the kinds; it has none for minor mark-sweep. */
const KIND: Record<GcKind, string> = {
  scavenge: 'minor',
  'minor-mark-sweep': 'minor-mark-sweep',
  'mark-compact': 'major',
  'incremental-marking': 'incremental',
  'weak-callbacks': 'weakcb',
};

function metric(
  name: string,
  help: string,
  type: PrometheusMetric['type'],
  values: () => Value[] | Promise<Value[]>,
): PrometheusMetric {
  const about = { name, help, type, aggregator: 'sum' } as const;
  // What is shown are totals of the probe, which nobody else can set back.
  return { ...about, get: async () => ({ ...about, values: await values() }), reset: () => {} };
}

/** `nodejs_gc_duration_seconds` of this isolate, every collection in it up to the scrape. */
export function pauseHistogram(probe: Probe): PrometheusMetric {
  const name = 'nodejs_gc_duration_seconds';
  const help =
    'Garbage collection duration by kind: major, minor, minor-mark-sweep, incremental, weakcb.';
  return metric(name, help, 'histogram', () => {
    const { kinds, bounds } = probe.gc;
    return Object.entries(kinds).flatMap(([gc, { count, pauseMs, buckets }]) => {
      if (count === 0) return [];
      const kind = KIND[gc as GcKind];
      let below = 0;
      const rows: Value[] = bounds.map((bound, i) => {
        below += buckets[i] as number;
        return { metricName: `${name}_bucket`, labels: { le: bound / 1_000, kind }, value: below };
      });
      rows.push(
        { metricName: `${name}_bucket`, labels: { le: '+Inf', kind }, value: count },
        { metricName: `${name}_sum`, labels: { kind }, value: pauseMs / 1_000 },
        { metricName: `${name}_count`, labels: { kind }, value: count },
      );
      return rows;
    });
  });
}

/** All that is a plain number at the moment of the scrape. */
export function gaugesOf(read: () => Promise<Reading | undefined>): PrometheusMetric[] {
  const one = (name: string, help: string, rows: (reading: Reading) => Value[]) =>
    metric(
      name,
      help,
      name.endsWith('_total') && name.startsWith('gc_probe') ? 'counter' : 'gauge',
      async () => {
        const reading = await read();
        return reading ? rows(reading) : [];
      },
    );
  const main = (name: string, help: string, value: (figures: IsolateSample) => number) =>
    one(name, help, ({ sample }) =>
      sample.isolates.slice(0, 1).map((figures) => ({ labels: {}, value: value(figures) })),
    );
  const each = (name: string, help: string, value: (figures: IsolateSample) => number) =>
    one(name, help, ({ sample }) =>
      sample.isolates.map((figures) => ({
        labels: { isolate: figures.isolate },
        value: value(figures),
      })),
    );
  const space = (key: 'space_size' | 'space_used_size' | 'space_available_size') => (): Value[] =>
    getHeapSpaceStatistics().map((stats) => ({
      labels: { space: stats.space_name.replace(/_space$/, '') },
      value: stats[key],
    }));
  const seconds = 1 / 1_000;
  return [
    main(
      'nodejs_heap_size_total_bytes',
      'Process heap size from Node.js in bytes.',
      (f) => f.heapTotal,
    ),
    main(
      'nodejs_heap_size_used_bytes',
      'Process heap size used from Node.js in bytes.',
      (f) => f.heapUsed,
    ),
    main(
      'nodejs_external_memory_bytes',
      'Node.js external memory size in bytes.',
      (f) => f.external,
    ),
    metric(
      'nodejs_heap_space_size_total_bytes',
      'Process heap space size total in bytes.',
      'gauge',
      space('space_size'),
    ),
    metric(
      'nodejs_heap_space_size_used_bytes',
      'Process heap space size used in bytes.',
      'gauge',
      space('space_used_size'),
    ),
    metric(
      'nodejs_heap_space_size_available_bytes',
      'Process heap space size available in bytes.',
      'gauge',
      space('space_available_size'),
    ),
    main(
      'nodejs_eventloop_lag_mean_seconds',
      'Mean of the event loop delay.',
      (f) => f.loop.delayMeanMs * seconds,
    ),
    main(
      'nodejs_eventloop_lag_max_seconds',
      'Maximum event loop delay.',
      (f) => f.loop.delayMaxMs * seconds,
    ),
    main(
      'nodejs_eventloop_lag_p50_seconds',
      'Median event loop delay.',
      (f) => f.loop.delayP50Ms * seconds,
    ),
    main(
      'nodejs_eventloop_lag_p99_seconds',
      '99th percentile of the event loop delay.',
      (f) => f.loop.delayP99Ms * seconds,
    ),
    main(
      'nodejs_eventloop_utilization',
      'Share of the time that the event loop was busy.',
      (f) => f.loop.utilization,
    ),
    one(
      'nodejs_active_resources',
      'Active resources that keep the event loop alive, by type.',
      ({ sample }) =>
        Object.entries(sample.isolates[0]?.resources ?? {}).map(([type, value]) => ({
          labels: { type },
          value,
        })),
    ),
    main('nodejs_active_resources_total', 'Number of active resources.', (f) =>
      sum(Object.values(f.resources)),
    ),
    one('process_resident_memory_bytes', 'Resident memory size in bytes.', ({ sample }) => [
      { labels: {}, value: sample.rss },
    ]),
    one('process_open_fds', 'Number of open file descriptors.', ({ sample }) => maybe(sample.fds)),
    one('gc_probe_threads', 'Threads of the process.', ({ sample }) => maybe(sample.threads)),
    one('gc_probe_workers', 'Workers alive.', ({ sample }) => [
      { labels: {}, value: sample.workers },
    ]),
    each('gc_probe_floor_bytes', 'Used heap after the last major collection.', (f) => f.floor),
    each(
      'gc_probe_external_floor_bytes',
      'External memory after the last major collection.',
      (f) => f.externalFloor,
    ),
    each('gc_probe_collections_total', 'Garbage collections.', (f) => f.gc.count),
    each(
      'gc_probe_pause_seconds_total',
      'Time in garbage collection pauses.',
      (f) => f.gc.pauseMs * seconds,
    ),
    one(
      'gc_probe_slope_per_second',
      'Growth of a signal, bytes or a count a second.',
      ({ verdict }) =>
        verdict.signals.map(({ signal, unit, slopePerSecond }) => ({
          labels: { signal, unit },
          value: slopePerSecond,
        })),
    ),
    one('gc_probe_slope_per_task', 'Growth of a signal, bytes or a count a task.', ({ verdict }) =>
      verdict.signals.flatMap(({ signal, unit, slopePerTask }) =>
        slopePerTask === null ? [] : { labels: { signal, unit }, value: slopePerTask },
      ),
    ),
    one('gc_probe_verdict', '1 for the verdict that holds, 0 for the others.', ({ verdict }) =>
      ['insufficient', 'stable', 'suspect', 'leak'].map((kind) => ({
        labels: { verdict: kind },
        value: Number(kind === verdict.verdict),
      })),
    ),
    one(
      'gc_probe_out_of_memory_seconds',
      'Time until memory runs out; only with a leak that costs memory.',
      ({ verdict }) => maybe(verdict.outOfMemory?.seconds ?? null),
    ),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const maybe = (value: number | null): Value[] => (value === null ? [] : [{ labels: {}, value }]);
