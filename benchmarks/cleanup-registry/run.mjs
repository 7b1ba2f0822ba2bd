// node benchmarks/cleanup-registry/run.mjs [--quick] [--json FILE] [--only NAME,NAME] [--rounds N]
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contenders } from './contenders.mjs';

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const file = args.includes('--json') ? args[args.indexOf('--json') + 1] : undefined;
const measure = fileURLToPath(new URL('measure.mjs', import.meta.url));
const given = args.includes('--rounds') ? Number(args[args.indexOf('--rounds') + 1]) : 3;
const rounds = quick ? 1 : given;
const live = quick ? 100_000 : 1_000_000;
const only = args.includes('--only') ? args[args.indexOf('--only') + 1].split(',') : undefined;
const names = Object.keys(contenders).filter((name) => !only || only.includes(name));

const run = (name, subject, count) => {
  const command = ['--expose-gc', measure, name, subject, String(count)];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }));
};
const best = (results, key) => Math.min(...results.map(key));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// Interleaved: what disturbs the machine for a while disturbs all of them.
const lifecycles = Object.fromEntries(names.map((name) => [name, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const name of names) {
    if (name === 'registry.release') continue;
    // Some grow faster than their number.
    lifecycles[name].push(run(name, 'lifecycle', name === 'core-js-pure' ? 20_000 : live));
  }
}
const removable = names.filter((name) => contenders[name].remove && name !== 'registry.use');
const sizes = quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000];
const removals = Object.fromEntries(
  removable.map((name) => [
    name,
    sizes.map((size) =>
      contenders[name].linear && size > 100_000 ? undefined : run(name, 'removal', size).ns,
    ),
  ]),
);
const churned = quick ? 1_000_000 : 10_000_000;
const churns = Object.fromEntries(
  removable
    .filter((name) => name.startsWith('registry'))
    .map((name) => [name, run(name, 'churn', churned).bytes]),
);

const sampled = 'registry.own sampled 1/1000';
const sampling = names.includes(sampled)
  ? Array.from({ length: rounds }, () => run(sampled, 'sampling', 200_000))
  : [];

const figures = Object.fromEntries(
  names
    .filter((name) => lifecycles[name].length > 0)
    .map((name) => {
      const results = lifecycles[name];
      return [
        name,
        {
          registerNs: best(results, (each) => each.register.ns),
          registerRatio: median(results.map((each) => each.register.ratio)),
          disposeNs: best(results, (each) => each.dispose.ns),
          disposeRatio: median(results.map((each) => each.dispose.ratio)),
          bytes: best(results, (each) => each.bytes),
        },
      ];
    }),
);

const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
const fixed = (value, digits = 1) => (value === undefined ? '–' : value.toFixed(digits));
console.log(`Node ${process.version}, ${live} live, ${rounds} rounds\n`);
row(['contender', 'register ns', '÷ array', 'dispose ns', '÷ array', 'bytes']);
row(['---', '---', '---', '---', '---', '---']);
for (const [name, each] of Object.entries(figures)) {
  const { registerNs, registerRatio, disposeNs, disposeRatio, bytes } = each;
  row([
    name,
    ...[registerNs, registerRatio, disposeNs, disposeRatio, bytes].map((value) => fixed(value)),
  ]);
}
console.log('');
row(['early removal of one, ns', ...sizes.map((size) => `${size} live`)]);
row(['---', ...sizes.map(() => '---')]);
for (const [name, values] of Object.entries(removals))
  row([name, ...values.map((value) => fixed(value, 0))]);
console.log('');
for (const [name, bytes] of Object.entries(churns)) {
  console.log(
    `heap after ${churned} registrations, each disposed at once, by ${name}: ${bytes} B more`,
  );
}
if (sampling.length > 0) {
  const ns = median(sampling.map((each) => each.ns));
  console.log(`sampling 1 in 1000 adds ${fixed(ns)} ns of processor time to a registration`);
}
const result = {
  node: process.version,
  live,
  rounds,
  figures,
  sizes,
  removals,
  sampling,
  churned,
  churns,
};
if (file) writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
