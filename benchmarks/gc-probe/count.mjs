// Collections that prom-client counts, beside the probe in one process whose loop turns seldom.
//   node --max-semi-space-size=4 count.mjs ROUNDS-A-TURN
import { createProbe } from '@watertight/gc-probe';
import prom from 'prom-client';

const perTurn = Number(process.argv[2]);
const turn = () => new Promise((done) => setImmediate(done));
prom.collectDefaultMetrics();
const probe = createProbe({ settle: 5_000 });
let live = [];
for (let round = 0; round < 70; round++) {
  for (let i = 0; i < 20_000; i++) live.push({ i, round, rows: [i, round], text: `row ${i}` });
  if (round % 5 === 4) live = [];
  if (round % perTurn === 0) await turn();
}
const gcs = probe.gc.count;
await turn();
await turn();
const metric = await prom.register.getSingleMetric('nodejs_gc_duration_seconds').get();
const promGcs = metric.values
  .filter(({ metricName }) => metricName.endsWith('_count'))
  .reduce((sum, { value }) => sum + value, 0);
process.stdout.write(JSON.stringify({ gcs, promGcs }));
process.exit(0);
