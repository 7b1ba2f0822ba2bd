// Runs one service of the catalogue, leaky or mended, and prints the verdict as JSON.
//   node run-catalogue.mjs NAME leaky|mended ROUNDS INDEX-FILE WORKER-FILE
import { pathToFileURL } from 'node:url';
import { controls, leaks, TASKS } from './catalogue.mjs';

const [name, state, rounds, index, entry] = process.argv.slice(2);
const { createProbe, listenersOf } = await import(pathToFileURL(index).href);
const service = { ...leaks, ...controls }[name];
if (!service) throw new Error(`no service '${name}'`);

const watch = {};
const events = {};
const context = { leaky: state === 'leaky', entry, watch, events, listenersOf };
const round = await service.start(context);
const probe = createProbe({ settle: 1, minFloors: 8, watch, timeout: 60_000 });
const seen = new Set();
for (let i = 1; i <= Number(rounds); i++) {
  await round();
  await probe.quiescent({ tasks: i * TASKS, events: { ...events } });
  seen.add(probe.verdict().verdict);
}
process.stdout.write(JSON.stringify({ ...probe.verdict(), seen: [...seen] }));
process.exit(0);
