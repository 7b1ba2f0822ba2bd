import { afterEach, expect, it, vi } from 'vitest';
import { nearest } from '../src/command/nearest.ts';
import { Progress } from '../src/command/progress.ts';

class Terminal {
  readonly isTTY: boolean;
  readonly columns = 24;
  written = '';

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.written += text;
  }
}

const CLEAR = '\r\u001B[2K';

afterEach(() => void vi.useRealTimers());

it('rewrites one line of a terminal, and leaves it empty', () => {
  // All of it happens at one moment, however slow the machine is.
  vi.useFakeTimers({ toFake: ['performance'] });
  const terminal = new Terminal(true);
  {
    using progress = new Progress(terminal);
    progress.show('one', true);
    progress.show('one', true);
    progress.show('two is much longer than the terminal', true);
    progress.show('not drawn: too soon');
    progress.note('stays');
    progress.show('three');
  }
  expect(terminal.written).toBe(
    `${CLEAR}one${CLEAR}two is much longer than${CLEAR}stays\n${CLEAR}three${CLEAR}`,
  );
});

it('writes nothing where there is no terminal', () => {
  const terminal = new Terminal(false);
  {
    using progress = new Progress(terminal);
    progress.show('one', true);
    progress.note('two');
  }
  expect(terminal.written).toBe('');
});

it.each([
  ['--taks', '--tasks'],
  ['--thread', '--threads'],
  ['HUNT', 'hunt'],
  ['--colour', undefined],
  ['', undefined],
])('takes %j for %j', (word, meant) => {
  expect(nearest(word, ['--tasks', '--threads', '--top', 'hunt', 'capture'])).toBe(meant);
});
