import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as ours from '../src/piscina/index.ts';

export type Library = typeof ours;

/** Not imported: its types are not ours, and a program for piscina must do with either. */
export const theirs = createRequire(import.meta.url)('piscina') as Library;

export function file(name: string): string {
  return fileURLToPath(new URL(`./fixtures/piscina/${name}`, import.meta.url));
}

/** What a program saw of a library. */
type Program = (library: Library) => unknown;

/** One program, run with piscina and with ours, must see the same; and see something. */
export function same(name: string, program: Program): void {
  test(name, async () => {
    const expected = await program(theirs);
    expect(expected).toBeDefined();
    expect(await program(ours)).toEqual(expected);
  });
}

/** What the call throws or its promise rejects with, in words; or what it gives. */
export async function outcome(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    const { name, message, cause } = error as Error;
    const isError = error instanceof Error || (error as object) instanceof DOMException;
    // Ours say what lay behind where piscina says nothing.
    const isOurs = String((cause as { code?: unknown } | undefined)?.code).startsWith('ERR_POOL');
    return { isError, name, message, ...(cause === undefined || isOurs ? {} : { cause }) };
  }
}

export function words(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** Waits, turn by turn, until so many tasks have said that they run. */
export async function running(shared: Int32Array, count = 1): Promise<void> {
  while (Atomics.load(shared, 0) < count) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** Lets the tasks that hold end. */
export function release(shared: Int32Array): void {
  Atomics.store(shared, 1, 1);
  Atomics.notify(shared, 1);
}
