// Runs one program of the labelled set under a probe and prints what came of it as JSON.
//   node run-program.mjs PROGRAM ROUNDS INDEX-FILE WORKER-FILE
import { pathToFileURL } from 'node:url';
import { programs, TASKS } from './programs.mjs';

const [name, rounds, index, entry] = process.argv.slice(2);
const { createProbe } = await import(pathToFileURL(index).href);
const program = programs[name];
if (!program)
  throw new Error(`no program '${name}'; there are: ${Object.keys(programs).join(', ')}`);

const watch = {};
const round = await program.start({ entry, watch });
if (program.warm) {
  const before = createProbe({ settle: 1, watch });
  for (let i = 1; i <= 400; i++) {
    await before.quiescent({ tasks: i });
    before.verdict();
  }
  before.dispose();
}
// Rounds drive everything, so the settle window is only long enough to be one: 12 floors decide.
const probe = createProbe({ settle: 1, watch, timeout: 60_000 });
const seen = new Set();
let leakAfter = 0;
for (let i = 1; i <= Number(rounds); i++) {
  await round();
  await probe.quiescent({ tasks: i * TASKS });
  const { verdict } = probe.verdict();
  seen.add(verdict);
  if (verdict === 'leak' && leakAfter === 0) leakAfter = i;
}
const floors = probe.samples.map(({ isolates }) =>
  isolates.reduce((sum, { floor, externalFloor }) => sum + floor + externalFloor, 0),
);
process.stdout.write(JSON.stringify({ ...probe.verdict(), seen: [...seen], leakAfter, floors }));
process.exit(0);
