import type {
  Registry as AnyRegistry,
  MetricObjectWithValues,
  MetricValueWithName,
} from 'prom-client';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createProbe, forceGc } from '../src/index.ts';
import { exportToPrometheus } from '../src/prometheus.ts';
import { prometheus } from './support/rivals.ts';

const { Registry, collectDefaultMetrics } = prometheus;

/** The test runner exposes gc; a thousand major ones of its heap would take a minute. */
const scavenge = () => void (globalThis.gc as NodeJS.GCFunction)({ type: 'minor' });

type Read = MetricObjectWithValues<MetricValueWithName<string>>;

const valuesOf = async (registry: AnyRegistry, name: string) =>
  ((await registry.getSingleMetric(name)?.get()) as Read | undefined)?.values ?? [];

const count = async (registry: AnyRegistry, kind: string) =>
  (await valuesOf(registry, 'nodejs_gc_duration_seconds')).find(
    ({ metricName, labels }) => metricName?.endsWith('_count') && labels['kind'] === kind,
  )?.value ?? 0;

describe('exportToPrometheus', () => {
  test('counts every collection, also a burst of 1,000 in one turn of the loop', async () => {
    const registry = new Registry();
    using probe = createProbe({ settle: 1_000 });
    using _ = exportToPrometheus(probe, { registry });
    const before = await count(registry, 'major');
    for (let i = 0; i < 1_000; i++) scavenge();
    for (let i = 0; i < 3; i++) forceGc();
    expect(await count(registry, 'minor')).toBeGreaterThanOrEqual(1_000);
    const majors = await count(registry, 'major');
    // V8 may end a marking of its own in between.
    expect(majors - before).toBeGreaterThanOrEqual(3);
    expect(majors).toBe(probe.gc.kinds['mark-compact'].count);
  });

  test('writes what Prometheus reads: cumulative buckets, sum and count', async () => {
    const registry = new Registry();
    using probe = createProbe({ settle: 1_000 });
    using _ = exportToPrometheus(probe, { registry });
    forceGc();
    const text = await registry.metrics();
    const rows = text
      .split('\n')
      .filter(
        (line) => line.startsWith('nodejs_gc_duration_seconds_bucket') && line.includes('"major"'),
      )
      .map((line) => Number(line.split(' ')[1]));
    expect(rows.length).toBeGreaterThan(10);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    expect(text).toContain('# TYPE nodejs_gc_duration_seconds histogram');
    expect(text).toMatch(/nodejs_gc_duration_seconds_bucket\{le="\+Inf",kind="major"\} [1-9]/);
    expect(text).toMatch(/nodejs_gc_duration_seconds_sum\{kind="major"\} 0\.\d+/);
    expect(text).toMatch(/gc_probe_floor_bytes\{isolate="main"\} \d{6,}/);
    expect(text).toContain('gc_probe_verdict{verdict="insufficient"} 1');
  });

  test('has the names of the default metrics that dashboards draw', async () => {
    const theirs = new Registry();
    collectDefaultMetrics({ register: theirs });
    const registry = new Registry();
    using probe = createProbe({ settle: 1_000 });
    using _ = exportToPrometheus(probe, { registry });
    await registry.metrics();
    const own = registry.getMetricsAsArray().map(({ name }) => name);
    const known = new Set(theirs.getMetricsAsArray().map(({ name }) => name));
    const shared = own.filter((name) => known.has(name));
    expect(shared).toEqual(
      own.filter(
        (name) => !name.startsWith('gc_probe_') && name !== 'nodejs_eventloop_utilization',
      ),
    );
    expect(shared).toHaveLength(15);
    theirs.clear();
  });

  test('a scrape takes one sample', async () => {
    const registry = new Registry();
    using probe = createProbe({ settle: 1_000 });
    using _ = exportToPrometheus(probe, { registry });
    await registry.metrics();
    expect(probe.samples).toHaveLength(1);
    await nextTurn();
    await registry.metrics();
    expect(probe.samples).toHaveLength(2);
  });

  test('stops and starts again without duplicates or remains', async () => {
    const registry = new Registry();
    using probe = createProbe({ settle: 1_000 });
    const first = exportToPrometheus(probe, { registry });
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    expect(() => exportToPrometheus(probe, { registry })).toThrow(
      /already has nodejs_gc_duration_seconds/,
    );
    first[Symbol.dispose]();
    expect(registry.getMetricsAsArray()).toEqual([]);
    using _ = exportToPrometheus(probe, { registry });
    first[Symbol.dispose]();
    expect(registry.getMetricsAsArray().map(({ name }) => name)).toEqual(names);
  });

  test('takes the place of the default metrics when told to', async () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    using probe = createProbe({ settle: 1_000 });
    expect(() => exportToPrometheus(probe, { registry })).toThrow(
      expect.objectContaining({ code: 'ERR_GC_PROBE_DUPLICATE_METRIC' }),
    );
    using _ = exportToPrometheus(probe, { registry, replace: true });
    forceGc();
    expect(await count(registry, 'major')).toBeGreaterThan(0);
    expect(await registry.metrics()).toContain('process_cpu_seconds_total');
    registry.clear();
  });

  test('of a disposed probe shows what was seen last', async () => {
    const registry = new Registry();
    const probe = createProbe({ settle: 1_000 });
    using _ = exportToPrometheus(probe, { registry });
    await probe.quiescent();
    probe.dispose();
    const [floor] = await valuesOf(registry, 'gc_probe_floor_bytes');
    expect(floor?.value).toBe(probe.samples[0]?.isolates[0]?.floor);
  });

  test('refuses what is no registry', () => {
    using probe = createProbe({ settle: 1_000 });
    expect(() => exportToPrometheus(probe, {} as never)).toThrow(/registry must be a Registry/);
  });
});
