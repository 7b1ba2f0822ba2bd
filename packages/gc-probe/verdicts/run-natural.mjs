// Runs one program under load, forces nothing, and prints what came of it as JSON.
//   node --max-semi-space-size=1 --max-old-space-size=24 run-natural.mjs PROGRAM SETTLE-WINDOWS INDEX-FILE WORKER-FILE
import { pathToFileURL } from 'node:url';
import { CYCLE_MS, naturalPrograms, TICK_MS } from './natural-programs.mjs';

const [name, length, index, entry] = process.argv.slice(2);
const { createProbe } = await import(pathToFileURL(index).href);
const program = naturalPrograms[name];
if (!program)
  throw new Error(`no program '${name}'; there are: ${Object.keys(naturalPrograms).join(', ')}`);

const settle = 2 * CYCLE_MS;
const watch = {};
const tick = await program.start({ entry, watch });
const seen = new Set();
// One for each major collection of any isolate: what that left in all of them.
const floors = [];
const majors = [];
const latest = new Map();
const started = performance.now();
const probe = createProbe({
  settle,
  watch,
  onCollection({ at, isolate, kind, usedAfter, externalAfter }) {
    if (kind !== 'mark-compact') return;
    majors.push([Math.round(at - started), isolate, usedAfter, externalAfter]);
    latest.set(isolate, usedAfter + externalAfter);
    floors.push([...latest.values()].reduce((sum, bytes) => sum + bytes, 0));
  },
});
const windows = () => (performance.now() - started) / settle;
const after = { stable: 0, suspect: 0, leak: 0 };
let tasks = 0;
const working = setInterval(() => {
  // A busy machine delays the timer; the load is the same for all that.
  const due = (performance.now() - started) / TICK_MS;
  for (; tasks < due; tasks++) tick();
}, TICK_MS);
while (windows() < Number(length)) {
  await new Promise((done) => setTimeout(done, 100));
  await probe.sample({ tasks });
  const { verdict } = probe.verdict();
  seen.add(verdict);
  after[verdict] ||= windows();
}
clearInterval(working);
process.stdout.write(
  JSON.stringify({
    ...probe.verdict(),
    seen: [...seen],
    leakAfter: after.leak,
    after,
    floors,
    majors,
  }),
);
process.exit(0);
