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
const rounds = quick ? 2 : 5;
const works = { square: quick ? 2000 : 5000, digest: quick ? 400 : 1000 };
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
const measureOne = (name, work) => {
  const command = ['--no-warnings', measure, name, path, work, `${works[work]}`, `${concurrency}`];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }));
};
const results = {};
try {
  for (const work of Object.keys(works)) {
    results[work] = Object.fromEntries(names.map((name) => [name, []]));
    // Interleaved: what disturbs the machine for a while disturbs all of them.
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) results[work][name].push(measureOne(name, work));
    }
  }
} finally {
  const exited = once(redis, 'exit');
  redis.kill('SIGKILL');
  await exited;
  rmSync(folder, { recursive: true, force: true });
}

const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
for (const [work, of] of Object.entries(results)) {
  const ratio = (name, key) =>
    median(of[name].map((each, round) => each[key] / of.useWorkerThreads[round][key])).toFixed(2);
  const what = `${works[work]} jobs '${work}', ${concurrency} at a time, ${rounds} rounds`;
  console.log(`\nNode ${process.version}, ${what}\n`);
  row(['processor', 'jobs a second', '÷ useWorkerThreads', 'CPU ms a job', '÷ useWorkerThreads']);
  row(['---', '---', '---', '---', '---']);
  for (const name of names) {
    const middle = (key) => median(of[name].map((each) => each[key]));
    const perSecond = [middle('perSecond').toFixed(0), ratio(name, 'perSecond')];
    row([name, ...perSecond, middle('cpuMs').toFixed(3), ratio(name, 'cpuMs')]);
  }
}
const bound = (key) =>
  median(
    results.square.inline.map(
      (each, round) => each[key] / results.square.useWorkerThreads[round][key],
    ),
  ).toFixed(2);
console.log(`
The bound: what BullMQ's own loop costs without any thread is 'inline' of 'square',
${bound('perSecond')} times the jobs a second and ${bound('cpuMs')} times the CPU of useWorkerThreads.`);
if (file)
  writeFileSync(file, `${JSON.stringify({ node: process.version, results }, undefined, 2)}\n`);
