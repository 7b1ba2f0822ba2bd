// Fixed work under one way of watching. Prints what it cost and how many collections it counted.
//   node --max-semi-space-size=4 work.mjs MODE ROUNDS [ROUNDS-A-TURN]
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

const [mode, rounds, perTurn = '1'] = process.argv.slice(2);

const modes = {
  none: () => {},
  'none again': () => {},
  probe: () => createProbe({ settle: 5_000 }),
  'probe, a sample a second': () => {
    const probe = createProbe({ settle: 5_000 });
    setInterval(() => void probe.sample(), 1_000).unref();
    return probe;
  },
  'a PerformanceObserver': () => {
    const gc = { count: 0, pauseMs: 0 };
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        gc.count += 1;
        gc.pauseMs += duration;
      }
    });
    observer.observe({ entryTypes: ['gc'] });
    return { gc, observer };
  },
  'prom-client': () => prom.collectDefaultMetrics() ?? {},
  'OpenTelemetry runtime instrumentation': () => {
    const reader = new PeriodicExportingMetricReader({
      exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
      exportIntervalMillis: 5_000,
    });
    const instrumentation = new RuntimeNodeInstrumentation();
    instrumentation.setMeterProvider(new MeterProvider({ readers: [reader] }));
    return {};
  },
  // Two watchers of one process: the counts of one against the other.
  'prom-client beside the probe': () => {
    prom.collectDefaultMetrics();
    return createProbe({ settle: 5_000 });
  },
};

const watching = modes[mode]();
let live = [];
const work = (round) => {
  for (let i = 0; i < 20_000; i++) live.push({ i, round, rows: [i, round], text: `row ${i}` });
  if (round % 5 === 4) live = [];
};
const turn = () => new Promise((done) => setImmediate(done));

for (let round = 0; round < 10; round++) {
  work(round);
  await turn();
}
const before = process.cpuUsage();
const started = performance.now();
for (let round = 0; round < Number(rounds); round++) {
  work(round);
  if (round % Number(perTurn) === 0) await turn();
}
const { user, system } = process.cpuUsage(before);
const seconds = (performance.now() - started) / 1_000;
const gcs = watching?.gc?.count;
await turn();
await turn();
const metric = await prom.register.getSingleMetric('nodejs_gc_duration_seconds')?.get();
const promGcs = metric?.values
  .filter(({ metricName }) => metricName.endsWith('_count'))
  .reduce((sum, { value }) => sum + value, 0);
process.stdout.write(JSON.stringify({ cpuMs: (user + system) / 1_000, seconds, gcs, promGcs }));
process.exit(0);
