// Runs one program under load, forces nothing, and prints what came of it as JSON.
//   node --max-semi-space-size=1 --max-old-space-size=24 run-natural.mjs PROGRAM SETTLE-WINDOWS INDEX-FILE WORKER-FILE
import { pathToFileURL } from 'node:url';
import { CYCLE_MS, naturalPrograms, TICK_MS } from './natural-programs.mjs';

const [name, windows, index, entry] = process.argv.slice(2);
const { createProbe } = await import(pathToFileURL(index).href);
const program = naturalPrograms[name];
if (!program)
  throw new Error(`no program '${name}'; there are: ${Object.keys(naturalPrograms).join(', ')}`);

const settle = 2 * CYCLE_MS;
const watch = {};
const tick = await program.start({ entry, watch });
const probe = createProbe({ settle, watch });
const started = performance.now();
const seen = new Set();
const floors = [];
let majors = 0;
let tasks = 0;
let leakAfter = 0;
const working = setInterval(() => {
  // A busy machine delays the timer; the load is the same for all that.
  for (; tasks < (performance.now() - started) / TICK_MS; tasks++) tick();
}, TICK_MS);
while (performance.now() - started < Number(windows) * settle) {
  await new Promise((done) => setTimeout(done, 100));
  const { isolates } = await probe.sample({ tasks });
  const now = isolates.reduce((sum, { gc }) => sum + gc.majors, 0);
  if (now > majors)
    floors.push(isolates.reduce((sum, each) => sum + each.floor + each.externalFloor, 0));
  majors = now;
  const { verdict } = probe.verdict();
  seen.add(verdict);
  if (verdict === 'leak' && leakAfter === 0) leakAfter = (performance.now() - started) / settle;
}
clearInterval(working);
process.stdout.write(
  JSON.stringify({ ...probe.verdict(), seen: [...seen], leakAfter, floors, majors }),
);
process.exit(0);
