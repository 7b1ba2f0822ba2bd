// Measures snapshot-diff beside DevTools' own code, heap-snapshot-toolkit, memlab and JSON.parse.
//   node benchmarks/snapshot-diff/run.mjs [--quick | --large] [--json FILE]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prepareDevTools } from './devtools.mjs';
import { fetchPackage } from './fetch-package.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    large: { type: 'boolean' },
    json: { type: 'string' },
    rounds: { type: 'string' },
    // A pair of your own instead of a generated one.
    base: { type: 'string' },
    target: { type: 'string' },
  },
});
const scale = values.quick ? 1 : values.large ? 58 : 6;
const rounds = Number(values.rounds ?? (values.quick || values.large ? 1 : 3));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const OURS = 'snapshot-diff';
/** By row: the step of ours, and of the others that do the same work. */
const plan = [
  {
    words: 'parse one file',
    ours: 'parse',
    step: 'parse',
    rivals: ['DevTools', 'memlab', 'JSON.parse'],
  },
  {
    words: 'parse, dominators, retained sizes',
    ours: 'retained',
    step: 'retained',
    rivals: ['DevTools', 'memlab'],
  },
  {
    words: 'and distances, classes',
    ours: 'analyse',
    step: 'analyse',
    rivals: ['DevTools', 'heap-snapshot-toolkit'],
  },
  {
    words: 'full comparison, everything of both',
    ours: 'compare',
    step: 'compare',
    rivals: ['DevTools', 'heap-snapshot-toolkit'],
  },
  {
    words: 'comparison, only what the rows need',
    ours: 'rows',
    step: 'compare',
    rivals: ['DevTools'],
  },
  { words: 'the same in two threads', ours: 'threads', step: 'compare', rivals: ['DevTools'] },
  {
    words: 'comparison with suspects and paths',
    ours: 'explained',
    step: 'compare',
    rivals: ['DevTools'],
  },
];
if (values.large) {
  // JSON.parse stops at 512 MiB.
  for (const row of plan) row.rivals = row.rivals.filter((tool) => tool !== 'JSON.parse');
}

function node(script, args, flags = []) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, here(script), ...args],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}

await prepareDevTools();
fetchPackage('@memlab/core', '2.0.5');
const directory = mkdtempSync(join(tmpdir(), 'benchmark-'));
try {
  const files = values.base
    ? [values.base, values.target]
    : [join(directory, 'base.heapsnapshot'), join(directory, 'target.heapsnapshot')];
  if (!values.base) node('make-heap.mjs', [String(scale), ...files], ['--max-old-space-size=9000']);
  const bytes = files.map((file) => statSync(file).size);
  const jobs = new Map();
  for (const { ours, step, rivals } of plan) {
    jobs.set(`${OURS} ${ours}`, [OURS, ours]);
    for (const tool of rivals) jobs.set(`${tool} ${step}`, [tool, step]);
  }
  const runs = {};
  // Tools take turns, so that a busy machine is unfair to all of them alike.
  for (let round = 0; round < rounds; round++) {
    for (const [key, [tool, step]] of jobs) {
      const flags = tool === OURS ? [] : ['--max-old-space-size=14000'];
      const output = node('measure.mjs', [tool, step, ...files], flags);
      (runs[key] ??= []).push(JSON.parse(output.trim().split('\n').at(-1)));
    }
  }
  check(runs);
  const results = plan.flatMap(({ words, ours, step, rivals }) =>
    [[OURS, ours], ...rivals.map((tool) => [tool, step])].map(([tool, its]) =>
      summary(words, tool, runs[`${tool} ${its}`], runs[`${OURS} ${ours}`], bytes),
    ),
  );
  const report = { node: process.version, bytes, rounds, results };
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  print(report);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function summary(step, tool, its, ours, bytes) {
  const of = (runs, field) => median(runs.map((run) => run[field]));
  return {
    step,
    tool,
    cpu: of(its, 'cpu'),
    wall: of(its, 'wall'),
    rss: of(its, 'rss'),
    cpuRatio: of(its, 'cpu') / of(ours, 'cpu'),
    wallRatio: of(its, 'wall') / of(ours, 'wall'),
    rssRatio: of(its, 'rss') / of(ours, 'rss'),
    rssPerByte: of(its, 'rss') / Math.max(...bytes),
  };
}

/** Figures of tools that do not agree would be worth nothing. Parsers alone give no answer. */
function check(runs) {
  for (const { words, ours, step, rivals } of plan) {
    const keys = [`${OURS} ${ours}`, ...rivals.map((tool) => `${tool} ${step}`)];
    const answers = new Set(keys.flatMap((key) => runs[key].map((run) => run.answer)));
    answers.delete(undefined);
    if (answers.size !== 1) {
      throw new Error(`${words}: the tools disagree: ${[...answers].join(', ')}`);
    }
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
    const cells = [step, tool, cpu.toFixed(0), wall.toFixed(0), (rss / 1e6).toFixed(0)];
    console.log(`| ${cells.join(' | ')} | ${cpuRatio.toFixed(2)} | ${rssRatio.toFixed(2)} |`);
  }
}
