// The long form of the catalogue: every scenario many times, and how often it came out right.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `Usage: npm run catalogue -- [OPTIONS]

  --runs N        runs of each scenario, each with a seed of its own (default 20)
  --seed N        seed of the first run (default 1)
  --scenario ID   only this one; may be given several times (default: all of --list)
  --node VERSION  on this version of Node.js, which npm delivers; may be given several times
                  (default: the one that runs this)
  --quick         in rounds of tasks instead of by the clock, as the test suite does it
  --jobs N        runs at a time (default 1)
  --json FILE     appends a JSON line for each run

Exit code: 0 every run came out right, 1 one did not, 64 wrong usage.`;

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    scenario: { type: 'string', multiple: true },
    node: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

function wholeNumber(name, least) {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least) return value;
  process.stderr.write(
    `--${name} is ${values[name]}; expected a whole number from ${least}\n\n${usage}\n`,
  );
  process.exit(64);
}
const runs = wholeNumber('runs', 1);
const firstSeed = wholeNumber('seed', 0);
const jobs = wholeNumber('jobs', 1);

const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The lines that the demo prints, run by a version of Node.js. */
async function* lines(version, args) {
  // The binary comes from npm, so the machine's own Node.js stays what it is.
  const [command, ...before] = version
    ? ['npm', 'exec', '--yes', `--package=node@${version}`, '--', 'node']
    : [process.execPath];
  const child = spawn(command, [...before, main, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  yield* createInterface({ input: child.stdout });
}

/** One run of the demo; its last line is the result. */
async function tell(version, scenario, seed) {
  const report = join(folder, `${scenario}-${seed}.html`);
  const args = ['--ci', '--scenario', scenario, '--seed', String(seed), '--report', report];
  if (values.quick) args.push('--quick');
  let result;
  for await (const line of lines(version, args)) {
    const event = JSON.parse(line);
    if (event.event === 'result') result = event;
  }
  rmSync(report, { force: true });
  const { outcome = 'undecided', reasons = ['no result'], detection, environment } = result ?? {};
  const run = { scenario, node: environment?.node ?? version, seed, quick: values.quick };
  const told = { ...run, outcome, reasons, seconds: result?.seconds, first: detection?.first };
  if (values.json) appendFileSync(values.json, `${JSON.stringify(told)}\n`);
  return told;
}

async function allScenarios() {
  const ids = [];
  for await (const line of lines(undefined, ['--list'])) ids.push(line.split(' ')[0]);
  return ids;
}

/** Runs a scenario with every seed, so many at a time, and says how often it came out right. */
async function repeat(version, scenario) {
  const seeds = Array.from({ length: runs }, (_, index) => firstSeed + index);
  const told = [];
  const work = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      told.push(await tell(version, scenario, seed));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  const count = (outcome) => told.filter((each) => each.outcome === outcome).length;
  process.stdout.write(
    `${(version ?? process.version).padEnd(9)} ${scenario.padEnd(26)}${count('proved')} of ${runs} proved, ` +
      `${count('failed')} failed, ${count('undecided')} undecided\n`,
  );
  for (const { seed, reasons } of told) {
    for (const reason of reasons) process.stdout.write(`  - seed ${seed}: ${reason}\n`);
  }
  return count('proved') === runs;
}

const scenarios = values.scenario ?? (await allScenarios());
let right = true;
for (const version of values.node ?? [undefined]) {
  for (const scenario of scenarios) {
    if (!(await repeat(version, scenario))) right = false;
  }
}
process.exitCode = right ? 0 : 1;
