// What watching costs: CPU time of the same work in fresh processes, interleaved.
//   node benchmarks/gc-probe/run.mjs [--quick] [--json FILE]
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const [repeats, rounds] = options.quick ? [3, 60] : [11, 400];
const modes = [
  'none',
  'none again',
  'probe',
  'probe, a sample a second',
  'a PerformanceObserver',
  'prom-client',
  'OpenTelemetry runtime instrumentation',
];
const work = fileURLToPath(new URL('work.mjs', import.meta.url));

function once(mode, perTurn = 1) {
  // One thread for collecting, so that the CPU time of helpers does not depend on who else runs.
  const flags = ['--single-threaded-gc', '--max-semi-space-size=4'];
  const args = [...flags, work, mode, String(rounds), String(perTurn)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${mode} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const runs = Object.fromEntries(modes.map((mode) => [mode, []]));
for (let i = 0; i < repeats; i++) {
  // Another order every time, so that no mode always follows the same one.
  for (const mode of i % 2 === 0 ? modes : modes.toReversed()) runs[mode].push(once(mode));
}

const cpu = (mode) => runs[mode].map(({ cpuMs }) => cpuMs);
const ratios = Object.fromEntries(
  modes.map((mode) => {
    const paired = cpu(mode).map((ms, i) => ms / cpu('none')[i]);
    const least = Math.min(...cpu(mode)) / Math.min(...cpu('none'));
    return [mode, { least, median: median(paired) }];
  }),
);
const sampled = runs.probe.map(({ gcs, cpuMs }) => gcs / (cpuMs / 1_000));
const band = Math.max(...Object.values(ratios['none again']).map((ratio) => Math.abs(ratio - 1)));

console.log(
  `Node.js ${process.version}, ${repeats} runs, ${median(sampled).toFixed(0)} GC a CPU second\n`,
);
console.log('CPU time against none                  least    median');
for (const [mode, { least, median: middle }] of Object.entries(ratios)) {
  console.log(`${mode.padEnd(38)} ${least.toFixed(3)}    ${middle.toFixed(3)}`);
}
const percent = (band * 100).toFixed(1);
console.log(
  band < 0.005
    ? `\nThe same against itself differs by ${percent} %: the ratios above are shown.`
    : `\nThe same against itself differs by ${percent} %: no smaller difference is shown by this run.`,
);
console.log('\ncollections that prom-client counted of those that there were');
const counted = {};
for (const perTurn of [1, 5, 20]) {
  const { gcs, promGcs } = once('prom-client beside the probe', perTurn);
  counted[perTurn] = promGcs / gcs;
  console.log(`a turn of the loop every ${perTurn} rounds: ${promGcs} of ${gcs}`);
}
if (options.json) {
  const subject = {
    node: process.version,
    repeats,
    rounds,
    ratios,
    band,
    gcPerCpuSecond: median(sampled),
  };
  writeFileSync(options.json, `${JSON.stringify(subject, undefined, 2)}\n`);
}
