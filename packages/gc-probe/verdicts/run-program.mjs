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
// Rounds drive everything, so the settle window is only long enough to be one: 12 floors decide.
const probe = createProbe({ settle: 1, watch, timeout: 60_000 });
const seen = new Set();
let leakRound = 0;
for (let i = 1; i <= Number(rounds); i++) {
  await round();
  await probe.quiescent({ tasks: i * TASKS });
  const { verdict } = probe.verdict();
  seen.add(verdict);
  if (verdict === 'leak' && leakRound === 0) leakRound = i;
}
const verdict = probe.verdict();
const floors = probe.samples.map(({ isolates }) =>
  isolates.map(({ floor, code, externalFloor }) => [floor, code, externalFloor]),
);
process.stdout.write(JSON.stringify({ ...verdict, seen: [...seen], leakRound, floors }));
process.exit(0);
