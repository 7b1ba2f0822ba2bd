import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReportDocument } from '@watertight/snapshot-diff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';
import { cli, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

/** A heap with a list that holds so many `Session` and `Note` objects. */
function heap(sessions: number, notes: number): string {
  const nodes: GraphNode[] = [{ name: '' }, { name: 'global' }];
  const edges: GraphEdge[] = [[0, 'shortcut', 'global', 1]];
  for (let index = 0; index < sessions; index++) {
    nodes.push({ name: 'Session', id: 1001 + index * 2, size: 40 });
    edges.push([1, 'element', index, nodes.length - 1]);
  }
  for (let index = 0; index < notes; index++) {
    nodes.push({ name: 'Note', id: 9001 + index * 2, size: 24 });
    edges.push([1, 'property', `note ${index}`, nodes.length - 1]);
  }
  return graphFile(nodes, edges);
}

describe('the command', () => {
  const directory = new TemporaryDirectory();
  const file = (name: string): string => directory.file(`${name}.heapsnapshot`);
  beforeAll(() => {
    writeFileSync(file('a'), heap(5, 3));
    writeFileSync(file('b'), heap(106, 4));
    writeFileSync(file('c'), heap(5, 4));
    writeFileSync(file('cut'), heap(5, 4).slice(0, 900));
  });
  afterAll(() => directory[Symbol.dispose]());

  it('exits 1 and names the class that grew with the tasks', async () => {
    const { code, stdout, stderr } = await runNode(cli, [file('a'), file('b'), '--tasks', '101']);
    expect(stderr).toBe('');
    expect(code).toBe(1);
    expect(stdout).toContain('leak: Session +101 = 1 per task\n');
    expect(stdout).toMatch(/held by\n {5}\(root\)\n {5}global\n {5}element \d+ -> Session\n/);
    expect(stdout).toMatch(/Session +101 +0 +\+101 +\+4\.0 KB/);
    expect(stdout).not.toContain('\u001B');
  });

  it('exits 0 when nothing grew with what was counted', async () => {
    const args = [file('a'), file('c'), '--tasks', '101', '--count', 'failure=11'];
    const { code, stdout } = await runNode(cli, args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^no class grew by a multiple of 101 × task or 11 × failure\n/);
    expect((await runNode(cli, [file('a'), file('a')])).stdout).toMatch(/^no class grew\n/);
  });

  it('exits 2 when classes grew and nothing was counted', async () => {
    const { code, stdout } = await runNode(cli, [file('a'), file('b')]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^2 classes grew, but nothing says how many tasks ran in between/);
  });

  it('writes the whole report as JSON, to a file or instead of the table', async () => {
    const json = directory.file('report.json');
    const args = [file('a'), file('b'), '--tasks', '101', '--count', 'failure=7', '--json'];
    const table = await runNode(cli, [...args, json, '--top', '1']);
    const report = JSON.parse(readFileSync(json, 'utf8')) as ReportDocument;
    expect(table.stdout).toContain('… 1 more');
    expect(report).toMatchObject({
      schema: 'watertight.snapshot-diff/1',
      verdict: 'leak',
      counts: { task: 101, failure: 7 },
      suspects: [{ name: 'Session', delta: 101, per: 'task', k: 1, shallowSize: 4040 }],
    });
    expect(report.isolates[0]!.before).toEqual({ nodes: 10, edges: 9, bytes: 293 });
    expect(report.isolates[0]!.rows.map((row) => [row.key, row.added])).toEqual([
      [',Session', 101],
      [',Note', 1],
    ]);
    const piped = await runNode(cli, [...args, '-']);
    expect(JSON.parse(piped.stdout)).toEqual(report);
    expect(piped.code).toBe(1);
  });

  it('writes Markdown and HTML beside the table', async () => {
    const [markdown, html] = [directory.file('r.md'), directory.file('r.html')];
    const args = [file('a'), file('b'), '--tasks', '101', '--markdown', markdown, '--html', html];
    expect(await runNode(cli, args)).toMatchObject({ code: 1, stderr: '' });
    expect(readFileSync(markdown, 'utf8')).toMatch(/^## ❌ leak: Session \+101 = 1 per task\n/);
    expect(readFileSync(html, 'utf8')).toContain('<title>Heap comparison: leak</title>');
  });

  it.each([
    [64, [], /expected BASE and TARGET, got nothing/],
    [64, ['a'], /expected BASE and TARGET, got .*a\.heapsnapshot/],
    [64, ['a', 'b', '--tasks', '1e3'], /--tasks is "1e3", expected a whole number/],
    [64, ['a', 'b', '--count', '=3'], /--count =3: expected NAME=N/],
    [64, ['a', 'b', '--frobnicate'], /there is no option --frobnicate; known here: --tasks, /],
    [64, ['a', 'b', '--taks', '5'], /there is no option --taks; did you mean --tasks\?/],
    [64, ['SUMARY'], /did you mean snapshot-diff summary\?/],
    [64, ['a', 'b', '--count', 'order=app.orders'], /expected NAME=N, such as failure=11/],
    [
      64,
      ['paths', 'a'],
      /paths needs either --class NAME or --id N\nTry: snapshot-diff paths --help/,
    ],
    [64, ['summary'], /expected FILE, got none/],
    [66, ['a', 'c', '--budget', '/nowhere'], /--budget \/nowhere: ENOENT/],
    [66, ['a', 'missing'], /there is no file .*missing/],
    [65, ['a', 'cut'], /cut.heapsnapshot: the snapshot ends early.*\(at byte 900\)/],
    [65, ['a', '..'], /is a directory/],
    [73, ['a', 'c', '--json', '/nowhere/at/all'], /cannot write \/nowhere\/at\/all/],
  ])('exits %i for %j', async (expected, args, message) => {
    const paths = args.map((arg) => (/^([a-c]|cut|missing)$/.test(arg) ? file(arg) : arg));
    const { code, stderr, stdout } = await runNode(cli, paths);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^snapshot-diff: /);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });

  it.each([
    [['--help'], 'How to find a leak'],
    [['help', 'hunt'], 'At 3 in the morning'],
    [['hunt', '--pid', '1', '--help'], 'At 3 in the morning'],
    [['capture', '-h'], 'Takes a heap snapshot of every thread'],
    [['summary', '--help'], 'Tells what one snapshot holds'],
    [['paths', '--help'], 'Tells who holds'],
  ])('teaches with %j', async (args, text) => {
    const { code, stdout } = await runNode(cli, args);
    expect(code).toBe(0);
    expect(stdout).toContain(text);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('allows what a budget allows, and says what went over it', async () => {
    const budget = directory.file('budget.json');
    const args = [file('a'), file('b'), '--tasks', '101', '--budget', budget];
    writeFileSync(budget, '{"classes":{"Session":101}}');
    expect(await runNode(cli, args)).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(budget, '{"classes":{"Session":100}}');
    expect(await runNode(cli, args)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^over budget: Session/) as string,
    });
    writeFileSync(budget, '{"classes":{"Session":-1}}');
    expect(await runNode(cli, args)).toMatchObject({ code: 64, stdout: '' });
    writeFileSync(budget, '{');
    expect(await runNode(cli, args)).toMatchObject({ code: 65, stdout: '' });
  });

  it('does not mind a reader that leaves early', async () => {
    const args = [file('a'), file('b'), '--tasks', '101', '--json', '-'];
    const child = spawn(process.execPath, [fileURLToPath(cli), ...args]);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });
});
