import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createPool, PoolError, type Pool, type PoolOptions } from '../src/index.ts';

export type Tasks = typeof import('./fixtures/tasks.mjs');

export function fixture(name: string): URL {
  return new URL(`./fixtures/${name}`, import.meta.url);
}

export function taskPool(options?: PoolOptions): Pool<Tasks> {
  return createPool<Tasks>(fixture('tasks.mjs'), options);
}

/** What the promise rejects with; fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<PoolError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) expect.unreachable(`resolved with ${String(outcome.value)}`);
  expect(outcome.error).toBeInstanceOf(PoolError);
  return outcome.error as PoolError;
}

/** Two shared words: [0] is set by the task when it runs, [1] by the test to let it go on. */
export function sharedWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** Waits, turn by turn, until the word is no longer `from`. */
export async function changed(words: Int32Array, from = 0): Promise<void> {
  while (Atomics.load(words, 0) === from) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

export function release(words: Int32Array): void {
  Atomics.store(words, 1, 1);
}

/** Collects garbage until the reference is cleared; false when it stays. */
export async function collected(ref: WeakRef<object>): Promise<boolean> {
  for (let turn = 0; turn < 50; turn += 1) {
    if (ref.deref() === undefined) return true;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    globalThis.gc!();
  }
  return ref.deref() === undefined;
}

/** Runs a script in a process of its own; `pool` is the package built from the sources. */
export function inProcess(
  script: string,
  flags: string[] = [],
): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }> {
  const url = new URL('../.tsc/index.mjs', import.meta.url).href;
  const source = `import { createPool } from ${JSON.stringify(url)};
const fixture = (name) => new URL(name, ${JSON.stringify(fixture('').href)});
${script}`;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...flags, '--input-type=module', '--eval', source],
      { cwd: fileURLToPath(new URL('.', import.meta.url)) },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr });
      },
    );
  });
}

/** Marsaglia's xorshift: the same run for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The kind whose range, up to and without its number, the random number from 0 to 1 falls into. */
export function kindAt<K>(random: number, steps: readonly (readonly [number, K])[], rest: K): K {
  return steps.find(([until]) => random < until)?.[1] ?? rest;
}
