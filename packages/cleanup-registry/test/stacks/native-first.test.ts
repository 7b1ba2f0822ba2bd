import { expect, test } from 'vitest';
import * as stacks from '@watertight/cleanup-registry/stacks';
import * as index from '@watertight/cleanup-registry';
import { AsyncDisposableStack } from '../../src/stacks/async-disposable-stack.ts';
import { DisposableStack } from '../../src/stacks/disposable-stack.ts';
import { SuppressedError } from '../../src/stacks/suppressed-error.ts';

test('the exports are the classes of the host where it has them, and ours elsewhere', () => {
  const host = globalThis as Record<string, unknown>;
  expect(stacks.DisposableStack).toBe(host['DisposableStack'] ?? DisposableStack);
  expect(stacks.AsyncDisposableStack).toBe(host['AsyncDisposableStack'] ?? AsyncDisposableStack);
  expect(stacks.SuppressedError).toBe(host['SuppressedError'] ?? SuppressedError);
  expect(index.DisposableStack).toBe(stacks.DisposableStack);
  expect(index.AsyncDisposableStack).toBe(stacks.AsyncDisposableStack);
  expect(index.SuppressedError).toBe(stacks.SuppressedError);
});

test('importing them leaves the globals alone', () => {
  const major = Number(process.versions.node.split('.')[0]);
  expect('DisposableStack' in globalThis).toBe(major >= 24);
  expect('SuppressedError' in globalThis).toBe(major >= 24);
});
