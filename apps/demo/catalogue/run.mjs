// The long form of the catalogue: every scenario many times, and how often it came out right.
//   npm run catalogue -- [--runs N] [--scenario ID]... [--json FILE]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    scenario: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  process.stderr.write(`--runs is ${values.runs}; expected a whole number above 0\n`);
  process.exit(64);
}

const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** One run of the demo; its last line is the result. */
async function tell(scenario, seed) {
  const report = join(folder, 'report.html');
  const args = [main, '--ci', '--scenario', scenario, '--seed', seed, '--report', report];
  const child = spawn(process.execPath, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  let result;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.event === 'result') result = event;
  }
  return result;
}

async function names() {
  const child = spawn(process.execPath, [main, '--list'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  return lines.map((line) => line.split(' ')[0]);
}

const rows = [];
for (const scenario of values.scenario ?? (await names())) {
  const outcomes = { proved: 0, failed: 0, undecided: 0 };
  const reasons = [];
  for (let seed = 1; seed <= runs; seed++) {
    const result = await tell(scenario, seed);
    outcomes[result?.outcome ?? 'undecided']++;
    for (const reason of result?.reasons ?? ['no result']) reasons.push(`seed ${seed}: ${reason}`);
  }
  rows.push({ scenario, node: process.version, runs, ...outcomes, reasons });
  const { proved, failed, undecided } = outcomes;
  process.stdout.write(
    `${scenario.padEnd(26)} ${proved} of ${runs} proved, ${failed} failed, ${undecided} undecided\n`,
  );
  for (const reason of reasons) process.stdout.write(`  - ${reason}\n`);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exitCode = rows.every(({ proved }) => proved === runs) ? 0 : 1;
