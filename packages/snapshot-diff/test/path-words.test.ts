import { readSnapshot, compareSnapshots } from '@watertight/snapshot-diff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

const directory = new TemporaryDirectory();
const paths = new Map<string, string[]>();

beforeAll(async () => {
  const files = [directory.file('a.heapsnapshot'), directory.file('b.heapsnapshot')] as const;
  const { stderr, code } = await runNode(fixture('held-in-many-ways.mjs'), files);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const { suspects } = compareSnapshots(
    await readSnapshot(files[0]),
    await readSnapshot(files[1]),
    {
      tasks: 23,
    },
  );
  for (const { name, path } of suspects)
    paths.set(
      name,
      path.map((step) => step.text),
    );
}, 240_000);
afterAll(() => directory[Symbol.dispose]());

it.each([
  [
    'HeldByListener',
    /\nlistener of "tick" -> closure onTick\nclosure variable held in onTick \(.*held-in-many-ways\.mjs:\d+:\d+\) -> HeldByListener$/,
  ],
  [
    'HeldByEventTarget',
    /\nlistener of "abort" -> closure onAbort\nclosure variable held in onAbort \(.*\) -> HeldByEventTarget$/,
  ],
  [
    'HeldByTimer',
    /^\(root\)\nactive timer of 54321 ms -> Timeout\nproperty _onTimeout -> closure beat\nclosure variable held in beat \(.*\) -> HeldByTimer$/,
  ],
  ['HeldInMap', /\nvalue of "key \d+" in the Map -> HeldInMap$/],
  ['HeldInSet', /\nmember of the Set -> HeldInSet$/],
  ['HeldInArray', /\nproperty list -> Array\nelement \d+ -> HeldInArray$/],
  ['HeldByPromise', /\nresult -> HeldByPromise$/],
  ['HeldByWeakMap', /\nvalue of a WeakMap, by its key -> HeldByWeakMap$/],
  ['HeldInPrivateField', /\nproperty #secret -> HeldInPrivateField$/],
])('%s', (name, expected) => {
  expect(paths.get(name)?.join('\n')).toMatch(expected);
});
