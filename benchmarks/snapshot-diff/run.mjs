// Measures snapshot-diff beside heap-snapshot-toolkit (DevTools' own code) and JSON.parse.
//   node benchmarks/snapshot-diff/run.mjs [--quick] [--json FILE]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'string' } } });
const scale = values.quick ? 1 : 10;
const rounds = values.quick ? 1 : 3;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const OURS = 'snapshot-diff';
const plan = {
  parse: [OURS, 'JSON.parse'],
  analyse: [OURS, 'heap-snapshot-toolkit'],
  compare: [OURS, 'heap-snapshot-toolkit'],
};
const words = {
  parse: 'parse one file',
  analyse: 'parse, dominators, retained sizes, classes of one file',
  compare: 'full comparison of the pair',
};

function node(script, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [here(script), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}

const directory = mkdtempSync(join(tmpdir(), 'benchmark-'));
try {
  const files = [join(directory, 'base.heapsnapshot'), join(directory, 'target.heapsnapshot')];
  node('make-heap.mjs', [String(scale), ...files]);
  const bytes = files.map((file) => statSync(file).size);
  const runs = {};
  // Tools take turns, so that a busy machine is unfair to all of them alike.
  for (let round = 0; round < rounds; round++) {
    for (const [step, tools] of Object.entries(plan)) {
      for (const tool of tools) {
        const run = JSON.parse(node('measure.mjs', [tool, step, ...files]));
        ((runs[step] ??= {})[tool] ??= []).push(run);
      }
    }
  }
  const results = Object.entries(plan).flatMap(([step, tools]) =>
    tools.map((tool) => summary(step, tool, runs[step])),
  );
  check(runs);
  const report = { node: process.version, bytes, rounds, results };
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  print(report);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function summary(step, tool, runs) {
  const of = (name, field) => median(runs[name].map((run) => run[field]));
  return {
    step,
    tool,
    cpu: of(tool, 'cpu'),
    wall: of(tool, 'wall'),
    rss: of(tool, 'rss'),
    cpuRatio: of(tool, 'cpu') / of(OURS, 'cpu'),
    wallRatio: of(tool, 'wall') / of(OURS, 'wall'),
    rssRatio: of(tool, 'rss') / of(OURS, 'rss'),
  };
}

/** Figures of tools that do not agree would be worth nothing. */
function check(runs) {
  for (const [step, tools] of Object.entries(runs)) {
    const answers = new Set(Object.values(tools).flatMap((list) => list.map((run) => run.answer)));
    if (answers.size !== 1)
      throw new Error(`${step}: the tools disagree: ${[...answers].join(', ')}`);
  }
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

function print({ node: version, bytes, results }) {
  const megabytes = bytes.map((size) => (size / 1e6).toFixed(1)).join(' and ');
  console.log(`Node.js ${version}, files of ${megabytes} MB, median of ${rounds}\n`);
  console.log('| step | tool | CPU ms | wall ms | peak RSS MB | CPU ratio | RSS ratio |');
  console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: |');
  for (const { step, tool, cpu, wall, rss, cpuRatio, rssRatio } of results) {
    const cells = [words[step], tool, cpu.toFixed(0), wall.toFixed(0), (rss / 1e6).toFixed(0)];
    console.log(`| ${cells.join(' | ')} | ${cpuRatio.toFixed(2)} | ${rssRatio.toFixed(2)} |`);
  }
}
