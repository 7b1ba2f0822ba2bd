import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, useBuilt } from './support/built.ts';

const built = useBuilt(['index', 'worker', 'prometheus'], ['esm'], ['@watertight/gc-probe']);
const home = mkdtempSync(join(tmpdir(), 'gc-probe-examples-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

// As a user has it: the packages found by their names.
beforeAll(() => {
  cpSync(fileURLToPath(new URL('../examples', import.meta.url)), home, { recursive: true });
  const modules = join(home, 'node_modules');
  mkdirSync(join(modules, '@watertight'), { recursive: true });
  symlinkSync(built.directory, join(modules, '@watertight', 'gc-probe'));
  const prom = dirname(createRequire(import.meta.url).resolve('prom-client/package.json'));
  symlinkSync(prom, join(modules, 'prom-client'));
  const exports = {
    '.': './index.mjs',
    './worker': './worker.mjs',
    './prometheus': './prometheus.mjs',
  };
  writeFileSync(
    join(built.directory, 'package.json'),
    JSON.stringify({ name: '@watertight/gc-probe', exports }),
  );
});

describe('the examples print what they promise', () => {
  test('a service with Prometheus', async () => {
    const { code, stdout, stderr } = await run([join(home, 'service-with-prometheus.mjs')]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'gc_probe_verdict{verdict="insufficient"} 1\nhas nodejs_gc_duration_seconds: true\n',
      stderr: '',
    });
  });

  test('a worker pool probed per task', async () => {
    const { code, stdout, stderr } = await run([join(home, 'probe-a-pool.mjs')]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout:
        'leak: workers.external, 1024 B per task\nthe interval holds the 1,024 B that a task leaves: true\n',
      stderr: '',
    });
  });

  test('a leak test for CI', async () => {
    const args = ['--test', '--test-reporter=tap', join(home, 'ci-leak-test.mjs')];
    const { code, stdout, stderr } = await run(args);
    expect(stdout).toMatch(/# pass 3\n# fail 0/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
