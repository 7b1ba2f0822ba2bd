// What the scripts of this folder share.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const packages = ['cleanup-registry', 'gc-probe', 'pool', 'snapshot-diff'];

/** npm sets npm_execpath for `npm run`; started by hand, npm is found on the PATH. */
const npmProgram = process.env.npm_execpath
  ? { command: process.execPath, first: [process.env.npm_execpath], shell: false }
  : { command: 'npm', first: [], shell: process.platform === 'win32' };

/** Runs npm; returns `{ status, stdout }`. Throws when `check` is set and npm fails. */
export function npm(args, { check = true, ...options } = {}) {
  const { command, first, shell } = npmProgram;
  return finish(
    'npm',
    args,
    check,
    spawnSync(command, [...first, ...args], { cwd: root, shell, encoding: 'utf8', ...options }),
  );
}

/** Runs a Node program; returns `{ status, stdout }`. Throws when `check` is set and it fails. */
export function node(args, { check = true, ...options } = {}) {
  return finish(
    'node',
    args,
    check,
    spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', ...options }),
  );
}

/** Runs a program on another version of Node.js, which npm delivers; returns its exit status. */
export function nodeOf(version, args) {
  const command = ['exec', '--yes', `--package=node@${version}`, '--', 'node', ...args];
  // The binary comes from npm, so the machine's own Node.js stays what it is.
  const env = { ...process.env, npm_config_engine_strict: 'false' };
  return npm(command, { check: false, stdio: 'inherit', env }).status;
}

/** The program that a dependency's `bin` field names. */
export function bin(dependency, name = dependency) {
  const folder = join(root, 'node_modules', dependency);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entry = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[name];
  return join(folder, entry);
}

function finish(program, args, check, { status, stdout, stderr, error }) {
  if (check && status !== 0) {
    const output = [stdout, stderr, error?.message].filter(Boolean).join('\n');
    throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${output}`);
  }
  return { status: status ?? 1, stdout: stdout ?? '' };
}
