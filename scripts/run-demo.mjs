// Builds what the demo needs (cached) and runs it in this process's terminal.
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { bin, root } from './lib.mjs';

const build = spawnSync(
  process.execPath,
  [bin('nx'), 'run-many', '-t', 'build', '-p', '@watertight/demo'],
  { cwd: root, encoding: 'utf8' },
);
if (build.status !== 0) {
  process.stderr.write(`${build.stdout}${build.stderr}`);
  process.exit(build.status ?? 1);
}

const child = spawn(
  process.execPath,
  [join(root, 'apps', 'demo', 'dist', 'main.js'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
// Ctrl-C reaches the demo through the terminal; it tidies up and chooses the exit code.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
