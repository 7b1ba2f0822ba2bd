import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { createRegistry, InvalidArgumentError } from '@watertight/cleanup-registry';
import { installShutdown } from '@watertight/cleanup-registry/shutdown';

const events = ['SIGTERM', 'SIGINT', 'SIGHUP', 'uncaughtException', 'beforeExit'];
const counts = (): number[] => events.map((event) => process.listenerCount(event));

test('a thousand registries have one listener for each event, and none after uninstall', () => {
  const before = counts();
  const installed = Array.from({ length: 1000 }, () => installShutdown(createRegistry()));
  expect(counts()).toEqual(before.map((count) => count + 1));
  for (const shutdown of installed.slice(1)) shutdown.uninstall();
  expect(counts()).toEqual(before.map((count) => count + 1));
  {
    using last = installed[0]!;
    expect(last.signal.aborted).toBe(false);
  }
  expect(counts()).toEqual(before);
});

test('only the events asked for are listened to', () => {
  const before = counts();
  using shutdown = installShutdown(createRegistry(), {
    signals: ['SIGINT'],
    exceptions: false,
    beforeExit: false,
  });
  expect(counts().map((count, index) => count - before[index]!)).toEqual([0, 1, 0, 0, 0]);
  expect(shutdown.signal.aborted).toBe(false);
});

test('another copy of the package joins the same listeners', async () => {
  const before = counts();
  using first = installShutdown(createRegistry());
  vi.resetModules();
  const copy = (await import(
    `${pathToFileURL('src/shutdown.ts').href}?copy`.replace(/^.*src/, '../../src')
  )) as typeof import('@watertight/cleanup-registry/shutdown');
  expect(copy.installShutdown).not.toBe(installShutdown);
  using second = copy.installShutdown(createRegistry());
  expect(counts()).toEqual(before.map((count) => count + 1));
  expect([first.signal.aborted, second.signal.aborted]).toEqual([false, false]);
});

test('what cannot be disposed, and times that are none, are refused', () => {
  const before = counts();
  expect(() => installShutdown({} as never)).toThrow(InvalidArgumentError);
  expect(() => installShutdown(createRegistry(), { deadline: -1 })).toThrow(InvalidArgumentError);
  expect(counts()).toEqual(before);
});
