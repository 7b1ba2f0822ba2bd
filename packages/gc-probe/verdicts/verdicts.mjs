// The labelled set, run for real: a table of true and false verdicts per rule and Node.js version.
//   node verdicts.mjs [--runs 1] [--rounds 60] [--node 20,22,24,26] [--only TEXT]
//     [--label innocent|leaking] [--json FILE]
// Needs the built package. Exit code 1 if the probe was wrong once.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { programs } from './programs.mjs';
import { rivals } from './rules.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '60' },
    node: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    label: { type: 'string', default: 'all' },
    json: { type: 'string' },
  },
});
const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const OWN = 'gc-probe';

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
  const args = [file('run-program.mjs'), program, options.rounds];
  const child = spawn(binary, [...args, file('../dist/index.js'), file('../dist/worker.js')]);
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

/** The series that the rivals get: what main and its workers hold, in and outside of the heap. */
const floorsOf = ({ floors }) =>
  floors.map((isolates) =>
    isolates.reduce((sum, [floor, , external]) => sum + floor + external, 0),
  );

const counts = {};
const runs = [];
const tally = (version, rule) =>
  ((counts[version] ??= {})[rule] ??= {
    found: 0,
    leaking: 0,
    falsely: 0,
    innocent: 0,
    rounds: [],
  });

for (const binary of binaries()) {
  const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();
  for (let run = 0; run < Number(options.runs); run++) {
    for (const [name, { leaks }] of Object.entries(programs)) {
      const label = leaks === null ? 'innocent' : 'leaking';
      if (!name.includes(options.only) || !['all', label].includes(options.label)) continue;
      const result = await verdictOn(binary, name);
      const own = leaks === null ? result.leakRound > 0 : fired(result, leaks);
      const said = { [OWN]: own };
      for (const [rule, judge] of Object.entries(rivals)) said[rule] = judge(floorsOf(result));
      for (const [rule, leak] of Object.entries(said)) {
        const row = tally(version, rule);
        if (leaks === null) {
          row.innocent += 1;
          row.falsely += Number(leak);
        } else {
          row.leaking += 1;
          row.found += Number(leak);
        }
      }
      if (leaks !== null && own) tally(version, OWN).rounds.push(result.leakRound);
      const { floors: _, explanation, signals: __, ...rest } = result;
      runs.push({
        version,
        name,
        leaks,
        said,
        suspected: result.seen.includes('suspect'),
        ...rest,
      });
      if (own !== (leaks !== null)) console.error(`WRONG ${version} ${name}: ${explanation}`);
    }
  }
}

function fired({ signals }, leaks) {
  return signals.some(({ signal, verdict }) => signal === leaks && verdict === 'leak');
}

const wrong = ({ found, leaking, falsely }) => leaking - found + falsely;
for (const [version, rules] of Object.entries(counts)) {
  console.log(`\n${version}, ${options.rounds} rounds a program`);
  console.log('rule                      leaks found   false alarms');
  for (const [rule, row] of Object.entries(rules)) {
    const found = `${row.found}/${row.leaking}`;
    console.log(`${rule.padEnd(26)}${found.padEnd(14)}${row.falsely}/${row.innocent}`);
  }
  const rounds = rules[OWN].rounds.toSorted((a, b) => a - b);
  if (rounds.length === 0) continue;
  console.log(`rounds to a leak: median ${rounds[rounds.length >> 1]}, at most ${rounds.at(-1)}`);
}
const suspected = runs.filter((run) => run.leaks === null && run.suspected).length;
console.log(`\ninnocent runs that were suspect at some time: ${suspected}`);
if (options.json) writeFileSync(options.json, JSON.stringify({ counts, runs }, undefined, 1));
process.exitCode = Object.values(counts).some((rules) => wrong(rules[OWN]) > 0) ? 1 : 0;
