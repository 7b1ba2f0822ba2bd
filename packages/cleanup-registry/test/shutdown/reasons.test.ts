import { expect, test } from 'vitest';
import { runService } from './run-service.ts';

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('%s exits %i after disposal', async (signal, expected) => {
  const { code, lines } = await runService('clean', { up: (child) => child.kill(signal) });
  expect({ code, lines }).toEqual({
    code: expected,
    lines: [`begins: ${signal}`, 'async', 'oldest'],
  });
});

test.each(['uncaught', 'unhandled'])(
  'an exception nobody handles (%s) disposes and exits 1',
  async (scenario) => {
    const { code, lines, errors } = await runService(scenario, {});
    expect(code).toBe(1);
    expect(lines).toEqual(['begins: uncaughtException', 'oldest']);
    expect(errors).toContain('nobody handles this');
  },
);

test('a process with nothing left to do disposes and exits 0', async () => {
  const { code, lines } = await runService('nothingToDo', {});
  expect({ code, lines }).toEqual({ code: 0, lines: ['begins: beforeExit', 'async', 'oldest'] });
});

test('readiness flips before anything is disposed', async () => {
  const { code, lines } = await runService('readiness');
  expect(code).toBe(143);
  expect(lines).toEqual(['begins: SIGTERM', 'not ready: SIGTERM', 'disposed', 'oldest']);
});

test('several registries share one listener; the newest installed goes first', async () => {
  const { code, lines } = await runService('several');
  expect(code).toBe(143);
  expect(lines).toEqual(['listeners 1', 'begins: SIGTERM', 'oldest', 'other']);
});

test('the exit code may be chosen', async () => {
  const { code } = await runService('ownExitCode');
  expect(code).toBe(0);
});

test('what is still open at the deadline of the shutdown is named', async () => {
  const { code, errors } = await runService('slowerThanTheDeadline');
  expect(code).toBe(1);
  expect(errors).toContain('CLEANUP_SHUTDOWN_DEADLINE');
  expect(errors).toContain('defer "consumer" of slow');
});
