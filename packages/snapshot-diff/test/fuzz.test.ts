import { compareSnapshots, SnapshotError } from '@watertight/snapshot-diff';
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  uint8Array,
} from 'fast-check';
import { expect, it } from 'vitest';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';

const nodes: GraphNode[] = [
  { name: '' },
  { name: 'global' },
  { name: 'Object' },
  { name: 'é \\ "quoted" 😀', type: 'string' },
  { name: 'Held', location: [1, 2, 3] },
];
const edges: GraphEdge[] = [
  [0, 'shortcut', 'global', 1],
  [1, 'property', 'a', 2],
  [2, 'property', 'b', 3],
  [2, 'element', 7, 4],
  [4, 'weak', 'w', 1],
];
// Without the sections that are skipped unread: every byte of this file means something.
const good = Buffer.from(
  graphFile(nodes, edges).replace('"trace_function_infos":[],\n"trace_tree":[],\n', ''),
);

/** One change to the bytes: some overwritten, some taken out, some put in. */
const change = record({
  at: nat(good.length - 1),
  remove: nat(12),
  insert: oneof(
    uint8Array({ maxLength: 4 }),
    constantFrom(
      '0',
      '-',
      '9'.repeat(25),
      '"',
      '\\',
      ']',
      '}',
      ',',
      '[[',
      '4294967296',
      'null',
    ).map((text) => Uint8Array.from(Buffer.from(text))),
  ),
});

it('a damaged file gives an error with a code and a position, or the answer of another valid file', async () => {
  await assert(
    asyncProperty(
      array(change, { minLength: 1, maxLength: 3 }),
      integer({ min: 1, max: 400 }),
      async (changes, size) => {
        let bytes = good;
        for (const { at, remove, insert } of changes) {
          bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
        }
        const outcome = await readText(bytes as unknown as string, size).then(
          (snapshot) => ({ snapshot }),
          (error: unknown) => ({ error }),
        );
        if ('error' in outcome) {
          expect(outcome.error).toBeInstanceOf(SnapshotError);
          const { code, position } = outcome.error as SnapshotError;
          expect(code).toMatch(/^ERR_SNAPSHOT_/);
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(bytes.length);
          return;
        }
        // Read: then every analysis must come to an end, and the text must have been JSON.
        const { snapshot } = outcome;
        expect(() => JSON.parse(bytes.toString()) as unknown).not.toThrow();
        expect(compareSnapshots(snapshot, snapshot).rows).toEqual([]);
        expect(snapshot.classes.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 2000, seed: 20 },
  );
});
