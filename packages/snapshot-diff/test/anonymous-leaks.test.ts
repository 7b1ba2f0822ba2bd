import { basename } from 'node:path';
import { compareSnapshots, readSnapshot, type Comparison } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

async function compare(mode: 'leaky' | 'fixed'): Promise<Comparison> {
  using directory = new TemporaryDirectory();
  const files = [directory.file('a.heapsnapshot'), directory.file('b.heapsnapshot')] as const;
  const { code, stderr } = await runNode(fixture('anonymous-leak.mjs'), [mode, ...files]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return compareSnapshots(await readSnapshot(files[0]), await readSnapshot(files[1]), {
    tasks: 101,
  });
}

it('names the function of a listener per task where no class tells, among other functions', async () => {
  const { suspects, rows } = await compare('leaky');
  // Together with the others the functions are no multiple of the tasks.
  expect(rows.find((row) => row.name === 'Function')!.delta % 101).not.toBe(0);
  const [suspect, ...rest] = suspects;
  expect(rest).toEqual([]);
  expect(suspect).toMatchObject({ name: 'closure onTick', delta: 101, per: 'task', k: 1 });
  expect(basename(suspect!.location!.file)).toBe('anonymous-leak.mjs');
  expect(suspect!.location!.line).toBe(13);
  expect(suspect!.path.at(-1)!.text).toBe('listener of "tick" -> closure onTick');
  expect(suspect!.companions.map(({ delta }) => delta)).toContain(101);
}, 240_000);

it('names nothing when the listener is taken off again', async () => {
  expect((await compare('fixed')).suspects).toEqual([]);
}, 240_000);
