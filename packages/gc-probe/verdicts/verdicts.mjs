// The labelled set, run for real: a table of true and false verdicts per rule and Node.js version.
//   node verdicts.mjs [--mode quiescent|natural] [--runs 1] [--node 20,22,24,26] [--only TEXT]
//     [--label innocent|leaking] [--jobs 2] [--rounds 60 | --windows 3] [--file FILE] [--minutes 5]
// With --file every run is kept as a line of it, and only what is not there yet is run: many short
// sittings add up to one table, and --minutes ends a sitting. Needs the built package.
// Exit code 1 if the probe was wrong once.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { naturalPrograms } from './natural-programs.mjs';
import { programs } from './programs.mjs';
import { rivals } from './rules.mjs';
import { OWN, printTables } from './tables.mjs';

const { values: options } = parseArgs({
  options: {
    mode: { type: 'string', default: 'quiescent' },
    runs: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '60' },
    windows: { type: 'string', default: '3' },
    node: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    label: { type: 'string', default: 'all' },
    jobs: { type: 'string', default: '2' },
    minutes: { type: 'string', default: 'Infinity' },
    file: { type: 'string' },
  },
});
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const modes = {
  quiescent: { set: programs, runner: [path('run-program.mjs')], length: options.rounds },
  natural: {
    set: naturalPrograms,
    // A small heap, as in a container: V8 has reason to collect it some times a second.
    runner: ['--max-semi-space-size=1', '--max-old-space-size=24', path('run-natural.mjs')],
    length: options.windows,
  },
};
const mode = modes[options.mode];
if (!mode) throw new Error(`--mode is one of ${Object.keys(modes).join(', ')}`);

/** npm delivers other versions; without --node the one that runs this is taken. */
function binaries() {
  if (options.node === '') return [process.execPath];
  const args = (version) => ['exec', '--yes', `--package=node@${version}`, '--', 'node'];
  return options.node.split(',').map((version) =>
    execFileSync('npm', [...args(version), '-p', 'process.execPath'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, npm_config_engine_strict: 'false' },
    }).trim(),
  );
}

function verdictOn(binary, program) {
  const args = [...mode.runner, program, mode.length];
  const child = spawn(binary, [...args, path('../dist/index.js'), path('../dist/worker.js')]);
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (error += text));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out));
      else reject(new Error(`${program} under ${binary} ended with ${code}: ${error}`));
    });
  });
}

/** What is kept of a run: who said what, and how far off the slope was. */
function summary(version, name, result) {
  const { leaks, perTask } = mode.set[name];
  const signal = result.signals.find((each) => each.signal === leaks);
  const own = leaks === null ? result.leakAfter > 0 : signal?.verdict === 'leak';
  const said = { [OWN]: own };
  for (const [rule, judge] of Object.entries(rivals)) said[rule] = judge(result.floors);
  const { verdict, seen, leakAfter, after, explanation } = result;
  return {
    mode: options.mode,
    length: mode.length,
    version,
    name,
    leaks,
    verdict,
    seen,
    leakAfter,
    floors: result.floors.length,
    after,
    said,
    ...(perTask !== undefined &&
      signal?.intervalPerTask && {
        slope: { truth: perTask, found: signal.slopePerTask, interval: signal.intervalPerTask },
      }),
    // Of a wrong one, all there is to learn from.
    ...(own !== (leaks !== null) && { wrong: explanation, series: result.floors }),
  };
}

const kept = [];
if (options.file && existsSync(options.file)) {
  const lines = readFileSync(options.file, 'utf8').trimEnd().split('\n').filter(Boolean);
  kept.push(...lines.map((line) => JSON.parse(line)));
}
const already = new Map();
for (const { version, name, mode: of } of kept) {
  if (of === options.mode)
    already.set(`${version} ${name}`, (already.get(`${version} ${name}`) ?? 0) + 1);
}

const todo = [];
const versions = binaries().map((binary) => [
  binary,
  execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim(),
]);
for (let run = 0; run < Number(options.runs); run++) {
  for (const [binary, version] of versions) {
    for (const [name, { leaks }] of Object.entries(mode.set)) {
      const label = leaks === null ? 'innocent' : 'leaking';
      if (!name.includes(options.only) || !['all', label].includes(options.label)) continue;
      if (run >= (already.get(`${version} ${name}`) ?? 0)) todo.push({ binary, version, name });
    }
  }
}

const until = performance.now() + Number(options.minutes) * 60_000;
async function work() {
  while (todo.length > 0 && performance.now() < until) {
    const { binary, version, name } = todo.shift();
    const line = summary(version, name, await verdictOn(binary, name));
    if (line.wrong) console.error(`WRONG ${version} ${name}: ${line.wrong}`);
    kept.push(line);
    if (options.file) appendFileSync(options.file, `${JSON.stringify(line)}\n`);
  }
}
await Promise.all(Array.from({ length: Number(options.jobs) }, work));
if (todo.length > 0) console.log(`${todo.length} runs are left for another time`);
process.exitCode = printTables(kept.filter(({ mode: of }) => of === options.mode)) ? 1 : 0;
