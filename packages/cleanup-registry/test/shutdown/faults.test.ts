import { expect, test } from 'vitest';
import { runService } from './run-service.ts';

const begins = 'begins: SIGTERM';

test('a clean shutdown disposes everything and exits 143', async () => {
  const { code, lines, errors } = await runService('clean');
  expect({ code, lines, errors }).toEqual({
    code: 143,
    lines: [begins, 'async', 'oldest'],
    errors: '',
  });
});

test('a disposer that throws: the rest runs, exit 1, the error is told', async () => {
  const { code, lines, errors } = await runService('throws');
  expect({ code, lines }).toEqual({ code: 1, lines: [begins, 'oldest'] });
  expect(errors).toContain('of the disposer');
});

test('a disposer that never settles is named; the rest runs, exit 1', async () => {
  const { code, lines, errors } = await runService('hangs');
  expect({ code, lines }).toEqual({ code: 1, lines: [begins, 'oldest'] });
  expect(errors).toContain('queue consumer');
  expect(errors).toContain('CLEANUP_DEADLINE');
});

test('a disposer that blocks the event loop: the process is killed by the watchdog, which says where', async () => {
  const { signal, lines, errors } = await runService('blocks');
  expect({ signal, lines }).toEqual({ signal: 'SIGKILL', lines: [begins, 'blocking'] });
  expect(errors).toContain('event loop is blocked');
  expect(errors).toMatch(/at flushForEver \(.*service\.mjs:\d+:\d+\)/);
});

test('a disposer that waits in native code is killed too, without its place', async () => {
  const { signal, lines, errors } = await runService('blocksInNativeCode');
  expect({ signal, lines }).toEqual({ signal: 'SIGKILL', lines: [begins, 'blocking'] });
  expect(errors).toContain('blocked in native code');
});

test('a disposer that registers another: it is disposed too', async () => {
  const { code, lines } = await runService('registersAnother');
  expect({ code, lines }).toEqual({ code: 143, lines: [begins, 'another', 'oldest'] });
});

test('disposed twice at once: everything runs once, and both wait', async () => {
  const { code, lines } = await runService('disposesTwice');
  expect({ code, lines: lines.toSorted() }).toEqual({
    code: 143,
    lines: [begins, 'oldest', 'once'],
  });
});

test('a second signal exits at once', async () => {
  const { code, lines } = await runService('signalledTwice', {
    up: (child) => child.kill('SIGTERM'),
    waiting: (child) => child.kill('SIGINT'),
  });
  expect({ code, lines }).toEqual({ code: 130, lines: [begins, 'waiting'] });
});

test('a signal during start-up: what is being opened is awaited, then closed', async () => {
  const { code, lines, errors } = await runService('startup');
  expect({ code, lines, errors }).toEqual({
    code: 143,
    lines: [begins, 'connection opened', 'connection closed', 'oldest'],
    errors: '',
  });
});

test.each(['throwsMeanwhile', 'rejectsMeanwhile'])(
  'an exception during the shutdown (%s) stops nothing, but exits 1',
  async (scenario) => {
    const { code, lines, errors } = await runService(scenario);
    expect({ code, lines }).toEqual({ code: 1, lines: [begins, 'still disposed', 'oldest'] });
    expect(errors).toContain('meanwhile');
  },
);

test('a standard output that nobody reads is survived', async () => {
  const { code, errors } = await runService('closedPipe', {
    up: (child) => {
      child.stdout!.destroy();
      child.kill('SIGTERM');
    },
  });
  expect({ code, errors }).toEqual({ code: 143, errors: 'disposing\n' });
});

test('an active request, an upgraded and a raw socket are destroyed at the deadline', async () => {
  const { code, lines, errors } = await runService('server');
  expect({ code, errors }).toEqual({ code: 143, errors: '' });
  expect(lines.filter((line) => line === 'connection closed')).toHaveLength(3);
});

test('a child that ignores SIGTERM is killed', async () => {
  const { code, lines } = await runService('child');
  expect({ code, lines }).toEqual({ code: 143, lines: [begins, 'child SIGKILL', 'oldest'] });
});

test('owners in a cycle end at the deadline', async () => {
  const { code, lines, errors } = await runService('ownersInACycle');
  expect({ code, lines }).toEqual({ code: 1, lines: [begins, 'oldest'] });
  expect(errors).toContain('"back"');
});

test('a million resources are disposed', async () => {
  const { code, lines } = await runService('many');
  expect({ code, lines }).toEqual({ code: 143, lines: [begins, 'oldest'] });
});
