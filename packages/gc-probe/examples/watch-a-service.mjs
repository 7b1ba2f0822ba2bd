import { createProbe } from '@watertight/gc-probe';

const results = new Map(); // filled by every task, emptied by none: the leak
const handle = (task) => results.set(task, { task, body: 'x'.repeat(200) });

const probe = createProbe({ settle: 50, watch: { results: () => results.size } });
let tasks = 0;
while (probe.verdict().verdict !== 'leak' && tasks < 20_000) {
  for (let i = 0; i < 200; i++) handle((tasks += 1)); // a batch of work ...
  await probe.quiescent({ tasks }); // ... and a moment with nothing in flight
}
const { verdict, first, signals } = probe.verdict();
console.log(`${verdict}: ${first.signal}, ${signals[0].slopePerTask.toFixed(2)} per task`);
probe.dispose();
