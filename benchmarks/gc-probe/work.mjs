// What one collection (or sample) costs more under one way of watching, in microseconds of CPU.
//   node --single-threaded-gc --expose-gc work.mjs MODE PAIRS
// Prints a JSON line. In one process, blocks of the same collections with and without the watcher,
// in the order off, on, on, off: whatever drifts or interrupts meets both alike.
import { PerformanceObserver } from 'node:perf_hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { createProbe } from '@watertight/gc-probe';
import prom from 'prom-client';

const [mode, pairs] = process.argv.slice(2);
/** Collections of a block: what the probe drains at 60 a second, every 2 s. */
const PER_BLOCK = 120;
/** Turns of the loop in a block, in which observers are told. */
const TURNS = 12;

/** Neither has a switch, so the observers that they make are taken hold of. */
function observersOf(install) {
  const caught = [];
  const { observe } = PerformanceObserver.prototype;
  PerformanceObserver.prototype.observe = function (options) {
    caught.push([this, options]);
    return observe.call(this, options);
  };
  install();
  PerformanceObserver.prototype.observe = observe;
  return {
    on: () => caught.forEach(([observer, options]) => observer.observe(options)),
    off: () => caught.forEach(([observer]) => observer.disconnect()),
  };
}

const nothing = { on() {}, off() {} };
const modes = {
  'none again': () => nothing,
  probe() {
    let probe;
    return {
      on: () => (probe = createProbe({ settle: 5_000 })),
      // Within the block, as the probe's own timer does it.
      drain: () => probe.gc.count,
      off: () => probe.dispose(),
    };
  },
  'probe, one sample'() {
    let probe;
    return {
      on: () => (probe = createProbe({ settle: 5_000 })),
      act: () => probe.sample(),
      off: () => probe.dispose(),
    };
  },
  'a PerformanceObserver'() {
    const gc = { count: 0, pauseMs: 0 };
    return observersOf(() => {
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) {
          gc.count += 1;
          gc.pauseMs += duration;
        }
      }).observe({ entryTypes: ['gc'] });
    });
  },
  'prom-client': () => observersOf(() => prom.collectDefaultMetrics()),
  'OpenTelemetry runtime instrumentation': () =>
    observersOf(() => {
      const reader = new PeriodicExportingMetricReader({
        exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
        exportIntervalMillis: 3_600_000,
      });
      const instrumentation = new RuntimeNodeInstrumentation();
      instrumentation.setMeterProvider(new MeterProvider({ readers: [reader] }));
    }),
};

const turn = () => new Promise((done) => setImmediate(done));
// A live heap of some MB, and garbage for every collection.
const live = Array.from({ length: 20_000 }, (_, i) => ({ i, text: `row ${i}` }));

async function block({ drain, act }) {
  const before = process.cpuUsage();
  for (let i = 0; i < PER_BLOCK; i++) {
    if (mode === 'probe, one sample') {
      await turn();
      await act?.();
      continue;
    }
    for (let k = 0; k < 50; k++) live[(i * 50 + k) % live.length] = { i: k, text: `row ${k}` };
    globalThis.gc({ type: 'minor' });
    if (i % (PER_BLOCK / TURNS) === 0) await turn();
  }
  await turn();
  drain?.();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / PER_BLOCK;
}

const watcher = modes[mode]();
if (!mode.startsWith('probe')) watcher.off();
const measure = async (isOn) => {
  if (isOn) watcher.on();
  await turn();
  const cost = await block(isOn ? watcher : nothing);
  if (isOn) watcher.off();
  return cost;
};

const differences = [];
const bare = [];
const WARM = 10;
for (let pair = 0; pair < WARM + Number(pairs); pair++) {
  const [off1, on1, on2, off2] = [
    await measure(false),
    await measure(true),
    await measure(true),
    await measure(false),
  ];
  if (pair < WARM) continue;
  differences.push((on1 + on2 - off1 - off2) / 2);
  bare.push((off1 + off2) / 2);
}
process.stdout.write(JSON.stringify({ mode, differences, bare }));
process.exit(0);
