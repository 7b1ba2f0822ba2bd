// Runs the test suite on other versions of Node.js, which npm delivers.
//   node scripts/test-on-node.mjs 20 22 24 26
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const asked = process.argv.slice(2);
const versions = asked.filter((argument) => /^\d+(\.\d+)*$/.test(argument));
const rest = asked.filter((argument) => !versions.includes(argument));
if (versions.length === 0) {
  console.error('usage: node scripts/test-on-node.mjs VERSION… [arguments for vitest]');
  process.exit(64);
}

const npm = process.env.npm_execpath
  ? { command: process.execPath, first: [process.env.npm_execpath], shell: false }
  : { command: 'npm', first: [], shell: process.platform === 'win32' };

const failed = [];
for (const version of versions) {
  console.log(`\n=== Node ${version} ===`);
  const { status } = spawnSync(
    npm.command,
    [
      ...npm.first,
      'exec',
      '--yes',
      `--package=node@${version}`,
      '--',
      'node',
      vitest,
      'run',
      ...rest,
    ],
    // The binary comes from npm, so the machine's own Node.js stays what it is.
    {
      cwd: root,
      shell: npm.shell,
      stdio: 'inherit',
      env: { ...process.env, npm_config_engine_strict: 'false' },
    },
  );
  if (status !== 0) failed.push(version);
}
console.log(`\n${versions.length - failed.length} passed, ${failed.length} failed`);
if (failed.length > 0) {
  console.error(`failed on Node ${failed.join(', ')}`);
  process.exit(1);
}
