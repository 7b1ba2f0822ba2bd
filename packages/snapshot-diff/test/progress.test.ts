import { writeFileSync } from 'node:fs';
import { readSnapshot, readSnapshots } from '@watertight/snapshot-diff';
import { afterEach, expect, it, vi } from 'vitest';
import { nearest } from '../src/command/nearest.ts';
import { Progress, readingWords } from '../src/command/progress.ts';
import { graphFile } from './support/graph-file.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

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

it('tells how much of the files is read', async () => {
  using directory = new TemporaryDirectory();
  const nodes = Array.from({ length: 40_000 }, (_, at) => ({ name: `n${at}` }));
  const files = ['a', 'b'].map((name) => directory.file(name));
  for (const file of files) writeFileSync(file, graphFile(nodes, []));
  for (const workers of [false, true]) {
    const shares: number[] = [];
    await readSnapshots(files, { workers, onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect(shares.at(-1)).toBeGreaterThan(0.97);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  }
  const shares: number[] = [];
  await readSnapshot(files[0]!, { onProgress: (share) => shares.push(share) });
  expect(shares.at(-1)).toBe(1);
  expect(readingWords(['a', 'b'], 0.999)).toBe('reading a and b: 99 %');
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
