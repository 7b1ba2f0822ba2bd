// Runs one program under load, forces nothing, and prints what came of it as JSON.
//   node --max-semi-space-size=1 --max-old-space-size=24 run-natural.mjs PROGRAM SETTLE-WINDOWS INDEX-FILE WORKER-FILE
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CYCLE_MS, naturalPrograms, TICK_MS } from './natural-programs.mjs';
import { followTicks, tickClock } from './tick-clock.mjs';

const [name, length, index, entry] = process.argv.slice(2);
const { createProbe } = await import(pathToFileURL(index).href);
const program = naturalPrograms[name];
if (!program)
  throw new Error(`no program '${name}'; there are: ${Object.keys(naturalPrograms).join(', ')}`);

const settle = 2 * CYCLE_MS;
const seen = new Set();
// One for each major collection of any isolate: what that left in all of them.
const floors = [];
const latest = new Map();
const probe = createProbe({
  settle,
  onCollection({ isolate, kind, usedAfter, externalAfter }) {
    if (kind !== 'mark-compact') return;
    latest.set(isolate, usedAfter + externalAfter);
    floors.push([...latest.values()].reduce((sum, bytes) => sum + bytes, 0));
  },
});
// The first sample waits for workers to greet, by the true clock.
await probe.sample({ tasks: 0 });
const clock = tickClock();
followTicks(clock);
const tick = await program.start({ entry, clock });
const after = { stable: 0, suspect: 0, leak: 0 };
for (let tasks = 1; tasks * TICK_MS <= Number(length) * settle; tasks++) {
  await tick();
  clock[0] += TICK_MS;
  await nextTurn();
  // Ten samples a second.
  if ((tasks * TICK_MS) % 100 !== 0) continue;
  await probe.sample({ tasks });
  const { verdict } = probe.verdict();
  seen.add(verdict);
  after[verdict] ||= (tasks * TICK_MS) / settle;
}
process.stdout.write(
  JSON.stringify({ ...probe.verdict(), seen: [...seen], leakAfter: after.leak, after, floors }),
);
process.exit(0);
