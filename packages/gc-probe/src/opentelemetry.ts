import { performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import { InvalidArgumentError } from '@watertight/gc-probe';
import type { GcKind, Probe } from '@watertight/gc-probe';
import { latestReading } from './exporting/latest-reading.ts';
import type { Reading } from './exporting/latest-reading.ts';

type Attributes = Record<string, string>;
interface Described {
  readonly description: string;
  readonly unit: string;
}

/** What is needed of a `Meter` of @opentelemetry/api, 1.9 or newer. */
export interface OpenTelemetryMeter {
  createHistogram(
    name: string,
    options: Described & { readonly advice: { readonly explicitBucketBoundaries: number[] } },
  ): { record(value: number, attributes: Attributes): void };
  createObservableGauge(name: string, options: Described): unknown;
  createObservableCounter(name: string, options: Described): unknown;
  addBatchObservableCallback(callback: never, observables: never): void;
  removeBatchObservableCallback(callback: never, observables: never): void;
}

interface Batch {
  observe(instrument: unknown, value: number, attributes?: Attributes): void;
}

/** The values that the semantic conventions give `v8js.gc.type`. */
const TYPE: Record<GcKind, string> = {
  scavenge: 'minor',
  'minor-mark-sweep': 'minor',
  'mark-compact': 'major',
  'incremental-marking': 'incremental',
  'weak-callbacks': 'weakcb',
};

/** As the semantic conventions advise, in seconds. */
const BOUNDARIES = [0.01, 0.1, 1, 10];

/**
 * Shows a probe to OpenTelemetry: `v8js.*` and `nodejs.*` after the semantic conventions (which are
 * in development), and `gc_probe.*` for floors, slopes and the verdict. Every collection by a reader
 * takes a sample. Dispose it to stop; a new one on the same meter goes on under the same names.
 */
export function exportToOpenTelemetry(
  probe: Probe,
  { meter }: { readonly meter: OpenTelemetryMeter },
): Disposable {
  if (typeof meter?.createHistogram !== 'function') {
    throw new InvalidArgumentError('meter', 'a Meter of @opentelemetry/api', meter);
  }
  const pauses = meter.createHistogram('v8js.gc.duration', {
    description: 'Garbage collection duration.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
  const listening = probe.onCollection(({ kind, pauseMs }) =>
    pauses.record(pauseMs / 1_000, { 'v8js.gc.type': TYPE[kind] }),
  );
  const shown = instruments(meter);
  const read = latestReading(probe);
  const callback = async (batch: Batch): Promise<void> => {
    const reading = await read();
    if (reading) for (const show of shown) show.observe(batch, show.instrument, reading);
  };
  const all = shown.map(({ instrument }) => instrument) as never;
  meter.addBatchObservableCallback(callback as never, all);
  return {
    [Symbol.dispose]() {
      // What was not drained yet is told before nobody listens any more.
      void probe.gc;
      listening[Symbol.dispose]();
      meter.removeBatchObservableCallback(callback as never, all);
    },
  };
}

interface Shown {
  readonly instrument: unknown;
  readonly observe: (batch: Batch, instrument: unknown, reading: Reading) => void;
}

function instruments(meter: OpenTelemetryMeter): Shown[] {
  const gauge = (
    name: string,
    unit: string,
    description: string,
    rows: (reading: Reading) => readonly (readonly [number, Attributes?])[],
  ): Shown => ({
    instrument: meter.createObservableGauge(name, { unit, description }),
    observe: (batch, instrument, reading) => {
      for (const [value, attributes] of rows(reading)) batch.observe(instrument, value, attributes);
    },
  });
  const spaces = (
    key: 'space_size' | 'space_used_size' | 'space_available_size' | 'physical_space_size',
  ) =>
    getHeapSpaceStatistics().map(
      (space) => [space[key], { 'v8js.heap.space.name': space.space_name }] as const,
    );
  const loop =
    (key: 'utilization' | 'delayMeanMs' | 'delayP50Ms' | 'delayP99Ms' | 'delayMaxMs') =>
    ({ sample }: Reading) =>
      [[(sample.isolates[0]?.loop[key] ?? 0) / (key === 'utilization' ? 1 : 1_000)]] as const;
  const each =
    (key: 'floor' | 'externalFloor') =>
    ({ sample }: Reading) =>
      sample.isolates.map(
        (figures) => [figures[key], { 'gc_probe.isolate': figures.isolate }] as const,
      );
  return [
    gauge('v8js.memory.heap.used', 'By', 'Heap memory in use, by space.', () =>
      spaces('space_used_size'),
    ),
    gauge('v8js.memory.heap.space.size', 'By', 'Size of a heap space.', () => spaces('space_size')),
    gauge('v8js.memory.heap.space.available_size', 'By', 'Memory left in a heap space.', () =>
      spaces('space_available_size'),
    ),
    gauge('v8js.memory.heap.space.physical_size', 'By', 'Committed memory of a heap space.', () =>
      spaces('physical_space_size'),
    ),
    gauge(
      'v8js.resource.active',
      '{resource}',
      'Active resources that keep the loop alive.',
      ({ sample }) =>
        Object.entries(sample.isolates[0]?.resources ?? {}).map(
          ([type, count]) => [count, { 'v8js.resource.type': type }] as const,
        ),
    ),
    gauge('nodejs.eventloop.utilization', '1', 'Event loop utilization.', loop('utilization')),
    gauge('nodejs.eventloop.delay.mean', 's', 'Mean event loop delay.', loop('delayMeanMs')),
    gauge('nodejs.eventloop.delay.p50', 's', 'Median event loop delay.', loop('delayP50Ms')),
    gauge(
      'nodejs.eventloop.delay.p99',
      's',
      '99th percentile of the event loop delay.',
      loop('delayP99Ms'),
    ),
    gauge('nodejs.eventloop.delay.max', 's', 'Greatest event loop delay.', loop('delayMaxMs')),
    {
      instrument: meter.createObservableCounter('nodejs.eventloop.time', {
        unit: 's',
        description: 'Time the event loop was in a state.',
      }),
      observe: (batch, instrument) => {
        const { active, idle } = performance.eventLoopUtilization();
        batch.observe(instrument, active / 1_000, { 'nodejs.eventloop.state': 'active' });
        batch.observe(instrument, idle / 1_000, { 'nodejs.eventloop.state': 'idle' });
      },
    },
    gauge('gc_probe.floor', 'By', 'Used heap after the last major collection.', each('floor')),
    gauge(
      'gc_probe.external_floor',
      'By',
      'External memory after the last major collection.',
      each('externalFloor'),
    ),
    gauge(
      'gc_probe.slope',
      '1/s',
      'Growth of a signal, bytes or a count a second.',
      ({ verdict }) =>
        verdict.signals.map(
          ({ signal, unit, slopePerSecond }) =>
            [slopePerSecond, { 'gc_probe.signal': signal, 'gc_probe.unit': unit }] as const,
        ),
    ),
    gauge(
      'gc_probe.verdict',
      '1',
      '1 for the verdict that holds, 0 for the others.',
      ({ verdict }) =>
        ['insufficient', 'stable', 'suspect', 'leak'].map(
          (kind) => [Number(kind === verdict.verdict), { 'gc_probe.verdict': kind }] as const,
        ),
    ),
  ];
}
