// Fixed work under one way of watching. Prints what it cost and how many collections there were.
//   node --max-semi-space-size=4 work.mjs MODE ROUNDS
import { PerformanceObserver } from 'node:perf_hooks';
import { createProbe } from '@watertight/gc-probe';

const [mode, rounds] = process.argv.slice(2);

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
    let pauses = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) pauses += duration;
    });
    observer.observe({ entryTypes: ['gc'] });
    return { observer, pauses };
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
  await turn();
}
const { user, system } = process.cpuUsage(before);
const seconds = (performance.now() - started) / 1_000;
const gcs = watching?.gc?.count;
process.stdout.write(JSON.stringify({ cpuMs: (user + system) / 1_000, seconds, gcs }));
process.exit(0);
