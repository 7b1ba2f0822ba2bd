// node benchmarks/bullmq/run.mjs [--quick] [--json FILE]; starts a redis-server of its own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const file = args.includes('--json') ? args[args.indexOf('--json') + 1] : undefined;
const measure = fileURLToPath(new URL('measure.mjs', import.meta.url));
const names = ['watertight', 'useWorkerThreads', 'inline'];
const rounds = quick ? 1 : 5;
const jobs = quick ? 2000 : 5000;
const concurrency = 16;

const folder = mkdtempSync(join(tmpdir(), 'redis-'));
const path = join(folder, 'redis.sock');
const server = ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', ''];
const redis = spawn('redis-server', server, { stdio: ['ignore', 'pipe', 'inherit'] });
await once(redis, 'spawn').catch(() => {
  console.error('needs redis-server (apt-get install redis-server)');
  process.exit(69);
});
for await (const line of createInterface({ input: redis.stdout })) {
  if (/ready to accept/i.test(line)) break;
}
redis.stdout.resume();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const results = Object.fromEntries(names.map((name) => [name, []]));
try {
  // Interleaved: what disturbs the machine for a while disturbs all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const command = ['--no-warnings', measure, name, path, String(jobs), String(concurrency)];
      results[name].push(JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })));
    }
  }
} finally {
  const exited = once(redis, 'exit');
  redis.kill('SIGKILL');
  await exited;
  rmSync(folder, { recursive: true, force: true });
}

const ratio = (name, key) =>
  median(results[name].map((each, round) => each[key] / results.useWorkerThreads[round][key]));
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
console.log(`Node ${process.version}, ${jobs} jobs, ${concurrency} at a time, ${rounds} rounds\n`);
row(['processor', 'jobs a second', '÷ useWorkerThreads', 'CPU ms a job', '÷ useWorkerThreads']);
row(['---', '---', '---', '---', '---']);
for (const name of names) {
  const middle = (key) => median(results[name].map((each) => each[key]));
  row([
    name,
    middle('perSecond').toFixed(0),
    ratio(name, 'perSecond').toFixed(2),
    middle('cpuMs').toFixed(3),
    ratio(name, 'cpuMs').toFixed(2),
  ]);
}
if (file)
  writeFileSync(file, `${JSON.stringify({ node: process.version, results }, undefined, 2)}\n`);
