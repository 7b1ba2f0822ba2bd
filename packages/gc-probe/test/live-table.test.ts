import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProbe } from '../src/index.ts';
import { LiveScreen } from '../src/live-screen.ts';
import { liveTable } from '../src/live-table.ts';

/** Everything that was written: from Node.js 26 on, one `read()` gives one chunk. */
function text(stream: PassThrough): string {
  let all = '';
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) all += String(chunk);
  return all;
}

test('a row for main, rows for eight workers and one for the rest', async () => {
  using probe = createProbe({ settle: 1_000 });
  const sample = await probe.quiescent();
  const [main] = sample.isolates;
  const workers = Array.from({ length: 10 }, (_, i) => ({ ...main!, isolate: `worker-${i + 1}` }));
  const many = { ...sample, isolates: [main!, ...workers], missing: ['worker-9'] };
  const lines = liveTable(many, 'suspect', 4_200, 120);
  expect(lines[0]).toMatch(/^gc-probe 4 s: SUSPECT \| rss [\d.]+ MB \(heaps/);
  expect(lines[1]?.split(/ {2,}/)).toEqual([
    'isolate',
    'floor',
    'external',
    'used',
    'gc',
    'major',
    'pauses',
    '% gc',
    'loop p99',
  ]);
  expect(lines.slice(2).map((line) => line.split(/ {2,}/)[0])).toEqual([
    'main',
    ...workers.slice(0, 8).map(({ isolate }) => isolate),
    '2 more',
    'no answer: worker-9',
  ]);
  expect(Math.max(...liveTable(many, 'leak', 0, 60).map((line) => line.length))).toBeLessThan(60);
});

test('the table is wiped before the program prints, and stands below it again', () => {
  const [terminal, program, stdout] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const screen = new LiveScreen(terminal);
  screen.pass(program, stdout);
  screen.show(['one', 'two']);
  expect(text(terminal)).toBe('one\ntwo\n');
  program.emit('data', Buffer.from('hel'));
  expect(text(stdout)).toBe('');
  program.emit('data', Buffer.from('lo\nwor'));
  expect(text(stdout)).toBe('hello\n');
  expect(text(terminal)).toBe('\u001B[2A\r\u001B[Jone\ntwo\n');
  screen.show(['three']);
  expect(text(terminal)).toBe('\u001B[2A\r\u001B[Jthree\n');
  screen[Symbol.dispose]();
  expect(text(terminal)).toBe('\u001B[1A\r\u001B[J');
  // The end of a line that never came.
  expect(text(stdout)).toBe('wor');
});
