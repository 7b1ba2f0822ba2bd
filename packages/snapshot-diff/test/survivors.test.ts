import { compareSnapshots, compareSurvivors, readSnapshot } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { cli, fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

it('tells what leaks from what is replaced: it came between the first two and outlives the third', async () => {
  using directory = new TemporaryDirectory();
  const files = ['a', 'b', 'c'].map((name) => directory.file(`${name}.heapsnapshot`));
  expect(await runNode(fixture('three-rounds.mjs'), files)).toMatchObject({ code: 0, stderr: '' });
  const [first, second, third] = [
    await readSnapshot(files[0]!),
    await readSnapshot(files[1]!),
    await readSnapshot(files[2]!),
  ];
  const two = compareSnapshots(first, second, { tasks: 37 });
  expect(two.suspects.map((suspect) => suspect.name).sort()).toEqual(['Leaked', 'Replaced']);
  const three = compareSurvivors(first, second, third, { tasks: 37, ids: true });
  expect(three.suspects).toMatchObject([{ name: 'Leaked', delta: 37, per: 'task', k: 1 }]);
  const names = new Map(three.rows.map((row) => [row.name, row]));
  for (const name of ['Replaced', 'Freed', 'Kept']) expect(names.has(name)).toBe(false);
  const inSecond = two.rows.find((row) => row.name === 'Leaked')!;
  expect(names.get('Leaked')).toMatchObject({
    added: 37,
    removed: 0,
    addedSize: inSecond.addedSize,
  });
  expect(names.get('Leaked')!.addedIds).toHaveLength(37);

  const { code, stdout } = await runNode(cli, [...files, '--tasks', '37', '--json', '-']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    method: 'survivors',
    suspects: [{ name: 'Leaked', delta: 37 }],
  });
}, 240_000);
