import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordedLine } from '../src/recording.ts';
import { fixture, run, useBuilt } from './support/built.ts';

const built = useBuilt(['register', 'cli'], ['esm']);
const scratch = mkdtempSync(join(tmpdir(), 'gc-probe-report-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const recording = join(scratch, 'recording.jsonl');
const cli = (...args: string[]) => run([built.entry('cli'), ...args]);
let page = '';

beforeAll(async () => {
  const options = ['--settle', '100', '--every', '30', '--force', '--file', recording];
  const app = [process.execPath, fixture('leaky-app.mjs'), 'worker', 'until'];
  const { code } = await cli('run', ...options, '--', ...app);
  expect(code).toBe(1);
  // A refused snapshot, as a guard in the program would note it, and a line cut off by a kill.
  const { at } = JSON.parse(readFileSync(recording, 'utf8').split('\n')[2] as string) as {
    at: number;
  };
  const note: RecordedLine = { type: 'snapshot', at, taken: false, reason: 'no <room>' };
  appendFileSync(recording, `${JSON.stringify(note)}\n{"type":"sample","at":1`);
  const { code: reported, stdout } = await cli('report', recording);
  expect({ reported, stdout }).toEqual({ reported: 0, stdout: `${recording}.html\n` });
  page = readFileSync(`${recording}.html`, 'utf8');
});

describe('gc-probe report', () => {
  test('draws memory and pauses of main and of the worker', () => {
    const captions = [...page.matchAll(/<figcaption>(.*?) <span/g)].map(([, text]) => text);
    expect(captions[0]).toBe('main: memory');
    expect(captions[1]).toMatch(/^main: pauses between two samples, \d+ collections/);
    expect(captions[2]).toMatch(/^worker-\d+: memory$/);
    expect(page).toMatch(/class="line floor" d="M[\d. L]+"/);
    expect(page).toMatch(/class="bars pause" d="M[\d. MV]+"/);
    expect(page).toMatch(/class="line trend" d="M/);
  });

  test('marks where the verdict changed and what came of a snapshot', () => {
    expect(page).toMatch(/class="mark verdict suspect" d="M[\d. V]+"><title>suspect at/);
    expect(page).toMatch(/class="mark verdict leak" d="M/);
    expect(page).toMatch(
      /class="mark snapshot snapshot" d="M.*?snapshot refused: no &lt;room&gt; at/,
    );
  });

  test('tells the verdict in words and by signal', () => {
    expect(page).toContain('<span class="badge leak">leak</span>');
    expect(page).toMatch(/<p>Leak: workers\.resources\.MessagePort rose from/);
    expect(page).toMatch(/<td>workers\.resources\.MessagePort<\/td><td><span class="badge leak">/);
    expect(page).toContain('1 unreadable lines left out');
  });

  test('loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/https?:|<script|<link|src=|url\(|@import/);
    expect(page).not.toContain('NaN');
    expect(page).not.toContain('undefined');
  });

  test('writes to stdout when told to', async () => {
    const { code, stdout } = await cli('report', recording, '--out', '-');
    expect(code).toBe(0);
    expect(stdout).toBe(page);
  });

  test('a recording of one sample can be drawn', async () => {
    const short = join(scratch, 'short.jsonl');
    writeFileSync(short, readFileSync(recording, 'utf8').split('\n')[0] as string);
    const { code, stdout } = await cli('report', short, '--out', '-');
    expect(code).toBe(0);
    expect(stdout).not.toContain('NaN');
  });

  test.each([
    ['a file that is not there', join(scratch, 'none.jsonl'), /no report of .*none\.jsonl: ENOENT/],
    [
      'a file that is no recording',
      fixture('leaky-app.mjs'),
      /holds no samples; expected a recording/,
    ],
  ])('%s is told', async (_, file, message) => {
    const { code, stderr } = await cli('report', file);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
