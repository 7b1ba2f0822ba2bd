import {
  readSnapshot,
  retainerPaths,
  summarize,
  type Snapshot,
  type SummaryDocument,
} from '@watertight/snapshot-diff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readWithDevTools } from './support/devtools.ts';
import { graphFile, type GraphNode } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';
import { cli, fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

const directory = new TemporaryDirectory();
const file = directory.file('b.heapsnapshot');
let snapshot: Snapshot;

beforeAll(async () => {
  const args = [directory.file('a.heapsnapshot'), file];
  const { stderr, code } = await runNode(fixture('held-in-many-ways.mjs'), args);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  snapshot = await readSnapshot(file);
}, 240_000);
afterAll(() => directory[Symbol.dispose]());

it('sums the bytes of the heap as DevTools does', async () => {
  const oracle = (await readWithDevTools(file)) as unknown as {
    getStatistics(): { total: number; native: object; v8heap: { total: number } };
  };
  const { total, native, typedArrays, code, strings, jsArrays, system } =
    summarize(snapshot).statistics;
  expect({
    total,
    native: { total: native, typedArrays },
    v8heap: { total: total - native, code, strings, jsArrays, system },
  }).toEqual(oracle.getStatistics());
});

it('shows the classes and the objects that keep most alive, and texts held twice', () => {
  const summary = summarize(snapshot, { top: 8 });
  expect(summary.classes).toHaveLength(snapshot.classes.length);
  expect(summary.classes[0]!.retainedSize).toBe(
    Math.max(...snapshot.classes.map((row) => row.retainedSize)),
  );
  expect(summary.retainers).toHaveLength(8);
  const sizes = summary.retainers.map((retainer) => retainer.retainedSize);
  expect(sizes).toEqual([...sizes].sort((one, other) => other - one));
  for (const { count, wasted } of summary.duplicateStrings) {
    expect(count).toBeGreaterThan(1);
    expect(wasted).toBeGreaterThan(0);
  }
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
});

it('does not take long texts for equal of which V8 wrote only the beginning', async () => {
  const text = (name: string): GraphNode => ({ name, type: 'string', size: 100 });
  const long = 'x'.repeat(1024);
  const nodes = [{ name: '' }, text('twice'), text('twice'), text(long), text(long), text('once')];
  const heap = await readText(
    graphFile(
      nodes,
      nodes.slice(1).map((_, index) => [0, 'shortcut', `r${index}`, index + 1]),
    ),
  );
  expect(summarize(heap).duplicateStrings).toEqual([{ text: 'twice', count: 2, wasted: 100 }]);
});

it('gives one path for all objects that are held alike', () => {
  const paths = retainerPaths(snapshot, { className: 'HeldInArray' });
  expect(paths.map(({ count, name }) => ({ count, name }))).toEqual([
    { count: 63, name: 'HeldInArray' },
  ]);
  expect(paths[0]!.path.at(-1)!.text).toMatch(/^element \d+ -> HeldInArray$/);
});

it('gives every holder of one object, nearest first', () => {
  const [way] = retainerPaths(snapshot, { className: 'HeldByWeakMap', limit: 1 });
  const ways = retainerPaths(snapshot, { id: way!.id, limit: 10 });
  expect(ways.map((one) => one.path.at(-1)!.edge)).toContain('value of a WeakMap, by its key');
  expect(new Set(ways.map((one) => one.id))).toEqual(new Set([way!.id]));
  expect(retainerPaths(snapshot, { id: 4_000_000_001 })).toEqual([]);
  expect(() => retainerPaths(snapshot, {})).toThrow(/either className or id/);
});

it('does both on the command line', async () => {
  const table = await runNode(cli, ['summary', file, '--top', '5']);
  expect(table).toMatchObject({ code: 0, stderr: '' });
  expect(table.stdout).toMatch(/^\d.* in [\d,]+ nodes and [\d,]+ edges\nstrings .*, system/);
  expect(table.stdout).toContain('\nObjects that keep most alive\n');
  const json = await runNode(cli, ['summary', file, '--json', '-']);
  expect((JSON.parse(json.stdout) as SummaryDocument).schema).toBe(
    'watertight.snapshot-diff.summary/1',
  );

  const paths = await runNode(cli, ['paths', file, '--class', 'HeldInSet']);
  expect(paths.code).toBe(0);
  expect(paths.stdout).toMatch(
    /^1\. HeldInSet @\d+ \(.*\), and 62 more held alike\n {3}\(root\)\n/,
  );
  const id = /@(\d+)/.exec(paths.stdout)![1]!;
  const one = await runNode(cli, ['paths', file, '--id', `@${id}`]);
  expect(one.stdout).toContain('member of the Set -> HeldInSet');
  const none = await runNode(cli, ['paths', file, '--class', 'Nothing']);
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toContain('has no object of class Nothing');
  expect((await runNode(cli, ['paths', file])).code).toBe(64);
});
