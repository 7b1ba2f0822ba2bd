// The long form of the tests that have one; all of them, or those that are named.
//   npm run soak -w @watertight/pool [-- kills-1 kills-2 stream-kills streams aborts pools signals]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const soaks = {
  // 100,000 tasks that are killed, aborted, throw and exit at random, on one thread and on two.
  'kills-1': ['test/random-kills', '--testNamePattern', '1 threads'],
  'kills-2': ['test/random-kills', '--testNamePattern', '2 threads'],
  // 10,000 streams that are left, aborted and killed at random.
  'stream-kills': ['test/stream-kills'],
  // 8,000 streams, 2,000 broadcasts and tasks with progress.
  streams: ['test/leaks/streams'],
  // 1,000 aborts of a busy loop.
  aborts: ['test/leaks/aborts'],
  // 1,000 pools opened, used and closed.
  pools: ['test/leaks/pools'],
  // A million tasks on one signal.
  signals: ['test/leaks/signals'],
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(soaks, name));
if (unknown.length > 0) {
  console.error(`no soak ${unknown.join(', ')}; there are ${Object.keys(soaks).join(', ')}`);
  process.exit(64);
}

let failed = false;
for (const name of asked.length > 0 ? asked : Object.keys(soaks)) {
  console.log(`\n=== soak ${name} ===`);
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'pool', ...soaks[name]];
  const env = { WATERTIGHT_SOAK_TASKS: '100000', ...process.env };
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
