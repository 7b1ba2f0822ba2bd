// The long form of the tests that have one: random kills, aborts, pools, shared signals.
//   npm run soak -w @watertight/pool
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'pool', 'test/random-kills', 'test/leaks'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { WATERTIGHT_SOAK_TASKS: '100000', ...process.env },
  },
);
process.exit(status ?? 1);
