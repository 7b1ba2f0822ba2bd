import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { lineIn } from './support/line-in.ts';
import { fixture, runNode } from './support/run-node.ts';

const vitest = new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url);
const suites = fileURLToPath(fixture('suites'));

/** Runs real test files in a real vitest, which knows nothing of this one. */
async function run(
  pool: 'forks' | 'threads',
  files: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const args = ['run', '--root', suites, '--pool', pool, '--reporter=verbose', ...files];
  const environment = {
    FORCE_COLOR: undefined,
    NO_COLOR: '1',
    CI: '1',
    VITEST: '',
    GITHUB_ACTIONS: '',
  };
  const { code, stdout, stderr } = await runNode(vitest, args, environment);
  // The time that a test took stands behind its name.
  return { code, output: `${stdout}${stderr}`.replaceAll(/ +\d+ms(?=$| \[)/gm, '') };
}

it('passes what does not leak and fails what does, in a process of vitest', async () => {
  const { code, output } = await run('forks', ['main-leaky', 'worker-clean', 'unclear']);
  expect(code, output).toBe(1);
  expect(output).toContain('✓ worker-clean.suite.ts > one worker of two\n');

  // A leak: class, count per task, path, and the line in the source, not in what vite made of it.
  expect(output).toContain('× main-leaky.suite.ts > a function\n');
  expect(output).toContain(
    'LeakError: leak: Session +101 = 1 per task\n101 tasks in each of 2 rounds\n',
  );
  const line = lineIn('suites/sessions.ts', 'constructor(request');
  expect(output).toMatch(new RegExp(`\\n {3}at .*/suites/sessions\\.ts:${line}:\\d+\\n`));
  expect(output).toMatch(/variable sessions .* -> Map\n {5}entry of the Map -> Session/);

  // Inconclusive is neither: a failure of its own name, or a skipped test with the reason.
  expect(output).toContain('× unclear.suite.ts > fails\n');
  expect(output).toMatch(/InconclusiveError: inconclusive: worker-\d+ ended meanwhile/);
  expect(output).toMatch(
    /↓ unclear.suite.ts > is skipped \[inconclusive: worker-\d+ ended meanwhile\]/,
  );
  expect(output).toMatch(/Tests {2}2 failed \| 1 passed \| 1 skipped/);
}, 240_000);

it('does the same on a worker thread of vitest, as functions and as matchers', async () => {
  const { code, output } = await run('threads', ['main-clean', 'worker-leaky']);
  expect(code, output).toBe(1);
  expect(output).toContain('✓ main-clean.suite.ts > a function, under fake timers\n');
  expect(output).toContain('✓ main-clean.suite.ts > a leak that is expected\n');
  expect(output).toContain('× main-clean.suite.ts > a leak that is not\n');
  expect(output).toMatch(/Error: leak: Session \+23 = 1 per task\n23 tasks in one round\n/);

  expect(output).toContain('× worker-leaky.suite.ts > two workers\n');
  expect(output).toContain('LeakError: leak: StoredResult +101 = 1 per task\n');
  const line = lineIn('suites/store.mjs', 'constructor(id)');
  expect(output).toMatch(new RegExp(`/suites/store\\.mjs:${line}:`));
  expect(output).toMatch(/in worker-\d+ \+5[01], worker-\d+ \+5[01]\n/);
  expect(output).toMatch(/variable results.* -> Map\n {5}entry of the Map -> StoredResult/);
}, 240_000);
