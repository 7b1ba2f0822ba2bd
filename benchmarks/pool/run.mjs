// The pool beside its rivals, each in a process of its own, interleaved in every round.
//   node benchmarks/pool/run.mjs [--quick] [--json FILE] [--only PROGRAM] [--rounds N]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rows, table } from './table.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
});
const rounds = values.quick ? 1 : Number(values.rounds);
const all = ['watertight', 'piscina', 'tinypool', 'workerpool', 'poolifier', 'jest-worker'];
const tuned = [...all, 'piscina c50', 'tinypool c50'];
const rivals = all.slice(1);
const bytes = bytesOfOneMs();

const plan = [
  { key: 'throughput 1000', program: 'throughput', options: { inFlight: 1000 }, peers: tuned },
  { key: 'throughput 256', program: 'throughput', options: { inFlight: 256 }, peers: tuned },
  { key: 'throughput 64', program: 'throughput', options: { inFlight: 64 }, peers: tuned },
  { key: 'latency', program: 'latency', peers: all },
  { key: 'fairness', program: 'fairness', peers: all },
  { key: 'cpu tasks', program: 'cpuTasks', options: { bytes }, peers: ['bare', ...all] },
  { key: 'buffer back', program: 'bufferBack', peers: all },
  { key: 'life cycle', program: 'lifeCycle', peers: all },
].filter(({ program }) => values.only === undefined || program === values.only);

/** results[key][peer] is a list of what each round measured. */
const results = {};
for (let round = 0; round < rounds; round += 1) {
  for (const { key, program, options, peers } of plan) {
    for (const peer of peers) {
      process.stderr.write(`round ${round + 1}/${rounds}: ${key}, ${peer}          \r`);
      const measured = measure(program, peer, options);
      if (measured) ((results[key] ??= {})[peer] ??= []).push(measured);
    }
  }
}
process.stderr.write('\n');

const machine = {
  node: process.version,
  cpu: cpus()[0]?.model.trim(),
  cores: cpus().length,
  load: loadavg()[0].toFixed(1),
  rounds,
  versions: Object.fromEntries(rivals.map((name) => [name, versionOf(name)])),
};
const summary = rows(results);
console.log(table(summary, machine));
if (values.json) {
  writeFileSync(values.json, `${JSON.stringify({ machine, summary, results }, null, 2)}\n`);
}

/** Undefined where the pool does not come to an end: poolifier's destroy() may not. */
function measure(program, peer, options = {}) {
  const script = fileURLToPath(new URL('./measure.mjs', import.meta.url));
  const args = [script, program, peer, JSON.stringify(options)];
  const { status, stdout } = spawnSync(process.execPath, args, { timeout: 120_000 });
  return status === 0 ? JSON.parse(String(stdout)) : undefined;
}

function versionOf(name) {
  const file = createRequire(import.meta.url)
    .resolve.paths(name)
    .map((path) => `${path}/${name}/package.json`)
    .find((path) => {
      try {
        return readFileSync(path) && true;
      } catch {
        return false;
      }
    });
  return file ? JSON.parse(readFileSync(file, 'utf8')).version : 'unknown';
}

/** How many bytes are hashed in a millisecond here: the same count for every pool. */
function bytesOfOneMs() {
  const data = Buffer.alloc(4 * 2 ** 20, 'watertight');
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    createHash('sha256').update(data).digest();
    return performance.now() - start;
  });
  return Math.round(data.length / Math.min(...times));
}
