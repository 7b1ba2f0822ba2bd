import { readSnapshot, compareSnapshots } from '@watertight/snapshot-diff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWithDevTools } from './support/devtools.ts';
import { expectLikeDevTools } from './support/expect-like-devtools.ts';
import { fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

describe('snapshots written by this version of Node.js', () => {
  const directory = new TemporaryDirectory();
  beforeAll(async () => {
    const { code, stderr } = await runNode(fixture('varied-heap.mjs'), [directory.path]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  }, 300_000);
  afterAll(() => directory[Symbol.dispose]());

  for (const name of ['base-main', 'target-main', 'target-worker', 'base-internals']) {
    it(`have, in ${name}, the values that DevTools computes for every node and every class`, async () => {
      const file = directory.file(`${name}.heapsnapshot`);
      expectLikeDevTools(await readSnapshot(file), await readWithDevTools(file));
    });
  }

  for (const isolate of ['main', 'worker']) {
    it(`compare as in DevTools, row by row and id by id (${isolate})`, async () => {
      const base = directory.file(`base-${isolate}.heapsnapshot`);
      const target = directory.file(`target-${isolate}.heapsnapshot`);
      const before = await readWithDevTools(base);
      const after = await readWithDevTools(target);
      // The UI applies the later snapshot's interfaces to the earlier one; the toolkit's own diff() does not.
      const aggregates = before.aggregatesForDiff(after.interfaceDefinitions());
      const diff = after.calculateSnapshotDiff(before.uid, aggregates);
      const idOf = (snapshot: typeof before, index: number): number => {
        const node = snapshot.createNode(index);
        return node.id();
      };
      const theirs = Object.entries(diff).map(([key, row]) => ({
        key,
        name: row.name,
        added: row.addedCount,
        removed: row.removedCount,
        delta: row.addedCount - row.removedCount,
        addedSize: row.addedSize,
        removedSize: row.removedSize,
        sizeDelta: row.addedSize - row.removedSize,
        addedIds: row.addedIndexes.map((index) => idOf(after, index)),
        removedIds: row.deletedIndexes.map((index) => idOf(before, index)),
      }));
      const { rows } = compareSnapshots(await readSnapshot(base), await readSnapshot(target), {
        ids: true,
      });
      const byKey = (one: { key: string }, other: { key: string }): number =>
        one.key < other.key ? -1 : 1;
      expect(rows.length).toBeGreaterThan(isolate === 'main' ? 30 : 3);
      expect([...rows].sort(byKey)).toEqual(theirs.sort(byKey));
    });
  }
});
