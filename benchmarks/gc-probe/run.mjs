// What watching costs: CPU time of the same collections with and without, in pairs.
//   node benchmarks/gc-probe/run.mjs [--quick] [--json FILE]
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});
/** Processes of each mode, and pairs in each. */
const [processes, pairs] = options.quick ? [2, 12] : [4, 30];
const PER_SECOND = 60;
const modes = [
  'none again',
  'probe',
  'a PerformanceObserver',
  'prom-client',
  'OpenTelemetry runtime instrumentation',
  'probe, one sample',
];
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

function run(flags, script, args) {
  const command = [...flags, path(script), ...args.map(String)];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} ${args} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** The median, and between which two of the sorted values it lies with 95 % (sign test). */
function middle(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const half = 0.98 * Math.sqrt(n);
  const at = (rank) => sorted[Math.min(n - 1, Math.max(0, Math.round(rank)))];
  return { median: at((n - 1) / 2), lo: at(n / 2 - half - 0.5), hi: at(n / 2 + half - 0.5) };
}

const differences = Object.fromEntries(modes.map((mode) => [mode, []]));
const bare = [];
for (let i = 0; i < processes; i++) {
  // Another order every time, so that no mode always follows the same one.
  for (const mode of i % 2 === 0 ? modes : modes.toReversed()) {
    // One thread for collecting: the CPU time of helpers would depend on who else runs.
    const result = run(['--single-threaded-gc', '--expose-gc'], 'work.mjs', [mode, pairs]);
    differences[mode].push(...result.differences);
    if (mode === 'none again') bare.push(...result.bare);
  }
}

const costs = Object.fromEntries(modes.map((mode) => [mode, middle(differences[mode])]));
const share = (micros, perSecond) => `${((micros * perSecond) / 1e4).toFixed(2)} %`;
const band = Math.max(Math.abs(costs['none again'].lo), Math.abs(costs['none again'].hi));

console.log(
  `Node.js ${process.version}, ${processes * pairs} pairs; a collection alone: ${middle(bare).median.toFixed(0)} µs\n`,
);
console.log(`${'CPU more than without'.padEnd(39)}µs each  95 %          of a core at a rate of`);
for (const [mode, { median, lo, hi }] of Object.entries(costs)) {
  const perSecond = mode.endsWith('sample') ? 1 : PER_SECOND;
  const between = `${lo.toFixed(1)} to ${hi.toFixed(1)}`;
  console.log(
    `${mode.padEnd(39)}${median.toFixed(1).padEnd(9)}${between.padEnd(14)}${share(median, perSecond)} (at most ${share(hi, perSecond)}) at ${perSecond}/s`,
  );
}
const isTight = band * PER_SECOND < 5_000;
console.log(
  `\nThe same against itself lies within ${share(band, PER_SECOND)} at ${PER_SECOND} collections a second: ` +
    (isTight ? 'the costs above are shown.' : 'NOT SHOWN, for that the band must be below 0.5 %.'),
);
console.log('\ncollections that prom-client counted of those that there were');
const counted = {};
for (const perTurn of [1, 5, 20]) {
  const { gcs, promGcs } = run(['--max-semi-space-size=4'], 'count.mjs', [perTurn]);
  counted[perTurn] = promGcs / gcs;
  console.log(`a turn of the loop every ${perTurn} rounds: ${promGcs} of ${gcs}`);
}
if (options.json) {
  const subject = { node: process.version, pairs: processes * pairs, costs, band, counted };
  writeFileSync(options.json, `${JSON.stringify(subject, undefined, 2)}\n`);
}
