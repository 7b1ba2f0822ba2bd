// Runs a script of package.json after installing what is missing. Needs nothing but Node and npm:
// it is the first thing that runs on a fresh clone.
//   node scripts/with-deps.mjs NAME [arguments for the script]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Watertight needs Node.js 20.19 or newer; this is ${process.version} (${process.execPath}).`,
  );
  process.exit(1);
}

const [name, ...args] = process.argv.slice(2);
if (!name) {
  console.error('usage: node scripts/with-deps.mjs SCRIPT [arguments]');
  process.exit(64);
}

// npm sets npm_execpath for `npm run`; started by hand, npm is found on the PATH.
const npm = process.env.npm_execpath
  ? { command: process.execPath, first: [process.env.npm_execpath], shell: false }
  : { command: 'npm', first: [], shell: process.platform === 'win32' };

/** npm writes this file last, so an install that was cut off does not count as one. */
function installed() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  return (
    existsSync(marker) &&
    statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  );
}

if (!installed()) {
  console.error('Installing dependencies (npm ci) …');
  const { status, error } = spawnSync(
    npm.command,
    [...npm.first, 'ci', '--no-audit', '--no-fund'],
    {
      cwd: root,
      shell: npm.shell,
      // Whatever the script prints is its own; the install's chatter goes to stderr.
      stdio: ['ignore', 2, 2],
    },
  );
  if (status !== 0) {
    console.error(`npm ci failed${error ? `: ${error.message}` : ''}.`);
    process.exit(status ?? 1);
  }
}

const child = spawn(npm.command, [...npm.first, 'run', '--silent', name, '--', ...args], {
  cwd: root,
  shell: npm.shell,
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to the whole group; waiting lets the child tidy up and choose the code.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`cannot start npm: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
