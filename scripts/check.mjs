// All gates: npm run check [-- GATE…]. Every gate runs even when an earlier one failed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin, node, npm, packages, root } from './lib.mjs';

const inherit = { check: false, stdio: 'inherit' };
const inEach = (run) => packages.every((name) => run(join(root, 'packages', name)).status === 0);

// node10 resolution knows no sub-path exports, and no supported Node.js resolves like that; a package
// that imports its own sub-path is an error there. The smoke gate compiles a consumer instead.
const attw = ['--pack', '--profile', 'node16', '--ignore-rules', 'internal-resolution-error'];

const gates = {
  build: () => node([bin('nx'), 'run-many', '-t', 'build'], inherit).status === 0,
  types: () => node([bin('typescript', 'tsc'), '-b'], inherit).status === 0,
  lint: () => node([bin('oxlint'), '--deny-warnings'], inherit).status === 0,
  format: () =>
    node([bin('prettier'), '--check', '--log-level', 'warn', '.'], inherit).status === 0,
  boundaries: packagesAreIndependent,
  links: () => node([join(root, 'scripts', 'verify-links.mjs')], inherit).status === 0,
  publint: () => inEach((cwd) => node([bin('publint'), '--strict'], { ...inherit, cwd })),
  attw: () =>
    inEach((cwd) => node([bin('@arethetypeswrong/cli', 'attw'), ...attw], { ...inherit, cwd })),
  knip: () => npm(['exec', '--', 'knip'], inherit).status === 0,
  smoke: () => node([join(root, 'scripts', 'smoke-tarballs.mjs')], inherit).status === 0,
};

/** The one rule of the house: no package imports another, and a library has no dependencies. */
function packagesAreIndependent() {
  const faults = [];
  for (const name of packages) {
    const folder = join(root, 'packages', name);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const runtime = Object.keys(manifest.dependencies ?? {});
    if (runtime.length > 0) faults.push(`${name} has runtime dependencies: ${runtime.join(', ')}`);
    for (const file of readdirSync(join(folder, 'src'), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const text = readFileSync(join(folder, 'src', file), 'utf8');
      for (const [, other] of text.matchAll(/(?:from|import|import\()\s*'@watertight\/([^'/]+)/g)) {
        if (other !== name) faults.push(`${name}/src/${file} imports ${other}`);
      }
    }
  }
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(gates, name));
if (unknown.length > 0) {
  console.error(
    `no gate called ${unknown.join(', ')}; there are: ${Object.keys(gates).join(', ')}`,
  );
  process.exit(64);
}

const results = [];
for (const name of asked.length > 0 ? asked : Object.keys(gates)) {
  console.log(`\n=== ${name} ===`);
  const started = Date.now();
  let passed = false;
  try {
    passed = gates[name]();
  } catch (error) {
    console.error(error);
  }
  results.push({ name, passed, seconds: ((Date.now() - started) / 1000).toFixed(1) });
}
console.log('');
for (const { name, passed, seconds } of results) {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name.padEnd(12)} ${seconds.padStart(6)} s`);
}
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
