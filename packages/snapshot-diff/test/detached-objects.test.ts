import { writeFileSync } from 'node:fs';
import { detachedObjects } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { graphFile } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';
import { cli, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

const text = graphFile(
  [
    { name: '' },
    { name: 'Cache', size: 10 },
    { name: 'Element', type: 'native', size: 100, id: 20, detachedness: 2 },
    { name: 'Element', type: 'native', size: 50, id: 22 },
    { name: 'Element', type: 'native', size: 70, id: 24, detachedness: 1 },
    { name: 'Data', size: 5 },
  ],
  [
    [0, 'property', 'cache', 1],
    [1, 'property', 'element', 2],
    [2, 'property', 'child', 3],
    [0, 'property', 'shown', 4],
    [3, 'property', 'data', 5],
  ],
);

it('lists what the embedder let go of, with what it holds', async () => {
  // A child of a detached element is detached, too; it is in its parent's size.
  expect(detachedObjects(await readText(text))).toEqual([
    { name: 'Detached Element', count: 2, shallowSize: 150, retainedSize: 155, nodeIds: [20, 22] },
  ]);
});

it('is told by the command', async () => {
  using directory = new TemporaryDirectory();
  const file = directory.file('page.heapsnapshot');
  writeFileSync(file, text);
  const { code, stdout, stderr } = await runNode(cli, ['summary', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /\nDetached: let go of by the embedder, .*\n.*\n.*Detached Element +2 +150 B +155 B +@20 @22\n/,
  );
});

it('lists nothing where nothing is marked', async () => {
  expect(detachedObjects(await readText(graphFile([{ name: '' }], [])))).toEqual([]);
});
