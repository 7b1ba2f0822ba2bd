import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where the built files of the package are, as workers and child processes load them. */
export interface Built {
  readonly directory: string;
  /** Absolute path of an entry, `index` or `worker`, in one of the two module systems. */
  entry(name: string, format?: 'esm' | 'cjs'): string;
}

/**
 * Builds the package from its sources into a scratch directory for the tests of a file: Node 20
 * cannot load TypeScript in a worker, and what is in dist may be old.
 */
export function useBuilt(
  entries: readonly string[] = ['index', 'worker'],
  formats: readonly ('esm' | 'cjs')[] = ['esm', 'cjs'],
  external: string[] = [],
): Built {
  const directory = mkdtempSync(join(tmpdir(), 'gc-probe-built-'));
  beforeAll(async () => {
    for (const format of formats) {
      await build({
        entryPoints: entries.map((name) => join(root, 'src', `${name}.ts`)),
        outdir: directory,
        outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' },
        bundle: true,
        external,
        platform: 'node',
        format,
        target: 'node20',
      });
    }
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const entry: Built['entry'] = (name, format = 'esm') =>
    join(directory, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  return { directory, entry };
}

/** The path of a file in test/fixtures. */
export function fixture(name: string): string {
  return join(root, 'test', 'fixtures', name);
}

/** What a program did: exit code, signal and all it printed. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program under the Node.js of the test, without any flag of the test runner. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
