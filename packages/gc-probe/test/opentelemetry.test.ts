import type { Histogram } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { createProbe, forceGc } from '../src/index.ts';
import { exportToOpenTelemetry } from '../src/opentelemetry.ts';
import { sdk as otel } from './support/rivals.ts';

/** The real SDK, exporting into memory; cumulative, as backends take it. */
function useSdk() {
  const exporter = new otel.InMemoryMetricExporter(otel.AggregationTemporality.CUMULATIVE);
  const reader = new otel.PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 3_600_000,
  });
  const provider = new otel.MeterProvider({ readers: [reader] });
  const collect = async () => {
    exporter.reset();
    await reader.forceFlush();
    const metrics = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics));
    return new Map(metrics.map((metric) => [metric.descriptor.name, metric]));
  };
  const gcs = async (type: string) => {
    const metric = (await collect()).get('v8js.gc.duration');
    if (metric?.dataPointType !== otel.DataPointType.HISTOGRAM) return 0;
    const point = metric.dataPoints.find(({ attributes }) => attributes['v8js.gc.type'] === type);
    return (point?.value as Histogram | undefined)?.count ?? 0;
  };
  return {
    meter: provider.getMeter('test'),
    collect,
    gcs,
    [Symbol.asyncDispose]: () => provider.shutdown(),
  };
}

test('records every collection, also a burst of 1,000 in one turn and those before the end', async () => {
  const sdk = useSdk();
  const probe = createProbe({ settle: 1_000 });
  const exporting = exportToOpenTelemetry(probe, sdk);
  const before = probe.gc.kinds['mark-compact'].count;
  // The test runner exposes gc; a thousand major ones of its heap would take a minute.
  for (let i = 0; i < 1_000; i++) void (globalThis.gc as NodeJS.GCFunction)({ type: 'minor' });
  for (let i = 0; i < 3; i++) forceGc();
  // No reading in between: the end alone must bring them.
  exporting[Symbol.dispose]();
  // V8 may end a marking of its own in between.
  const majors = probe.gc.kinds['mark-compact'].count - before;
  expect(majors).toBeGreaterThanOrEqual(3);
  expect(await sdk.gcs('minor')).toBeGreaterThanOrEqual(1_000);
  expect(await sdk.gcs('major')).toBe(majors);
  probe.dispose();
  await sdk[Symbol.asyncDispose]();
});

test('shows the metrics of the semantic conventions and its own', async () => {
  const sdk = useSdk();
  using probe = createProbe({ settle: 1_000 });
  const exporting = exportToOpenTelemetry(probe, sdk);
  await probe.quiescent();
  const metrics = await sdk.collect();
  expect([...metrics.keys()].sort()).toEqual([
    'gc_probe.external_floor',
    'gc_probe.floor',
    'gc_probe.slope',
    'gc_probe.verdict',
    'nodejs.eventloop.delay.max',
    'nodejs.eventloop.delay.mean',
    'nodejs.eventloop.delay.p50',
    'nodejs.eventloop.delay.p99',
    'nodejs.eventloop.time',
    'nodejs.eventloop.utilization',
    'v8js.gc.duration',
    'v8js.memory.heap.space.available_size',
    'v8js.memory.heap.space.physical_size',
    'v8js.memory.heap.space.size',
    'v8js.memory.heap.used',
    'v8js.resource.active',
  ]);
  const floor = metrics.get('gc_probe.floor')?.dataPoints[0];
  expect(floor?.value).toBe(probe.samples.at(-1)?.isolates[0]?.floor);
  expect(floor?.attributes).toEqual({ 'gc_probe.isolate': 'main' });
  const verdicts = metrics.get('gc_probe.verdict')?.dataPoints ?? [];
  expect(verdicts.map(({ value, attributes }) => [attributes['gc_probe.verdict'], value])).toEqual([
    ['insufficient', 1],
    ['stable', 0],
    ['suspect', 0],
    ['leak', 0],
  ]);
  const old = metrics
    .get('v8js.memory.heap.used')
    ?.dataPoints.find(({ attributes }) => attributes['v8js.heap.space.name'] === 'old_space');
  expect(old?.value).toBeGreaterThan(1e6);
  exporting[Symbol.dispose]();
  await sdk[Symbol.asyncDispose]();
});

test('stops and starts again: nothing is counted twice, nothing shows in between', async () => {
  const sdk = useSdk();
  using probe = createProbe({ settle: 1_000 });
  const first = exportToOpenTelemetry(probe, sdk);
  forceGc();
  first[Symbol.dispose]();
  expect(await sdk.gcs('major')).toBe(1);
  forceGc();
  expect(await sdk.gcs('major')).toBe(1);
  expect((await sdk.collect()).get('gc_probe.floor')?.dataPoints ?? []).toEqual([]);
  const second = exportToOpenTelemetry(probe, sdk);
  forceGc();
  expect(await sdk.gcs('major')).toBe(2);
  expect((await sdk.collect()).get('gc_probe.floor')?.dataPoints).toHaveLength(1);
  second[Symbol.dispose]();
  await sdk[Symbol.asyncDispose]();
});

test('refuses what is no meter', () => {
  using probe = createProbe({ settle: 1_000 });
  expect(() => exportToOpenTelemetry(probe, {} as never)).toThrow(/meter must be a Meter/);
});
