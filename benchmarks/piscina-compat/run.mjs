// Programs for piscina, run with piscina and with the import changed; each in its own process.
//   npm run bench -- piscina-compat [--quick] [--rounds N] [--json FILE]
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { version } from 'piscina';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const rounds = values.quick ? 1 : Number(values.rounds);
const script = fileURLToPath(new URL('./measure.mjs', import.meta.url));
const programs = [
  ['small', { inFlight: 1000 }],
  ['small', { inFlight: 64 }],
  ['small', { inFlight: 1000, options: { concurrentTasksPerWorker: 50 } }],
  ['oneByOne', {}],
  ['abortable', { inFlight: 64 }],
  ['ownQueue', { inFlight: 1000 }],
  ['buffers', {}],
  ['hashes', {}],
];
const libraries = ['piscina', '@watertight/pool/piscina'];

const measured = programs.map(() => libraries.map(() => []));
for (let round = 0; round < rounds; round += 1) {
  for (const [i, [program, options]] of programs.entries()) {
    for (const [j, library] of libraries.entries()) {
      process.stderr.write(`round ${round + 1}/${rounds}: ${program}, ${library}          \r`);
      const args = [script, program, library, JSON.stringify(options)];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { timeout: 120_000 });
      if (status !== 0) throw new Error(`${program} with ${library} failed: ${stderr}`);
      measured[i][j].push(JSON.parse(String(stdout)));
    }
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const of = (runs, field) => median(runs.map((run) => run[field]));
const rows = programs.map(([program, options], i) => {
  const [theirs, ours] = measured[i];
  return {
    what: [program, ...Object.values(options).map((value) => JSON.stringify(value))].join(' '),
    wall: of(theirs, 'wallMicros') / of(ours, 'wallMicros'),
    cpu: of(ours, 'cpuMicros') / of(theirs, 'cpuMicros'),
    cpuTheirs: of(theirs, 'cpuMicros'),
    cpuOurs: of(ours, 'cpuMicros'),
  };
});
const micros = (n) => (n < 10 ? n.toFixed(1) : String(Math.round(n)));
console.log(
  [
    `Node.js ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load average ${loadavg()[0].toFixed(1)}, medians of ${rounds}; piscina ${version}.`,
    '',
    '| program | tasks a second, × piscina | CPU a task, × piscina | CPU with piscina, µs | with the import changed, µs |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ what, wall, cpu, cpuTheirs, cpuOurs }) =>
        `| ${what} | ${wall.toFixed(1)} | ${cpu.toFixed(2)} | ${micros(cpuTheirs)} | ${micros(cpuOurs)} |`,
    ),
  ].join('\n'),
);
if (values.json) writeFileSync(values.json, `${JSON.stringify({ rows, measured }, null, 2)}\n`);
