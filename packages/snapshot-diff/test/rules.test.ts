import type { Snapshot } from '@watertight/snapshot-diff';
import { describe, expect, it } from 'vitest';
import { parseWithDevTools } from './support/devtools.ts';
import { expectLikeDevTools } from './support/expect-like-devtools.ts';
import {
  graphFile,
  type GraphEdge,
  type GraphNode,
  type GraphOptions,
} from './support/graph-file.ts';
import { readText } from './support/read-text.ts';

/** Reads a hand-made heap, after DevTools' own code has agreed to every value. */
async function read(
  nodes: GraphNode[],
  edges: GraphEdge[],
  options: GraphOptions = {},
): Promise<Snapshot> {
  const text = graphFile(nodes, edges, options);
  const snapshot = await readText(text);
  expectLikeDevTools(snapshot, await parseWithDevTools(text));
  return snapshot;
}

const root: GraphNode = { name: '' };
const globalNode: GraphNode = { name: 'global' };
const toGlobal: GraphEdge = [0, 'shortcut', 'global', 1];
const dominators = (snapshot: Snapshot): number[] => [...snapshot.dominatorTree.dominator];

describe('dominators', () => {
  it('a diamond is dominated by its top', async () => {
    const diamond = await read(
      [root, globalNode, { name: 'L' }, { name: 'R' }, { name: 'B', size: 100 }],
      [
        toGlobal,
        [1, 'property', 'l', 2],
        [1, 'property', 'r', 3],
        [2, 'property', 'b', 4],
        [3, 'property', 'b', 4],
      ],
    );
    expect(dominators(diamond)).toEqual([0, 0, 1, 1, 1]);
    expect(diamond.retainedSizes[1]).toBe(11 + 12 + 13 + 100);
    expect(diamond.retainedSizes[2]).toBe(12);
  });

  it('weak edges, edges to oneself and shortcuts below the root hold nothing', async () => {
    const snapshot = await read(
      [root, globalNode, { name: 'Weak' }, { name: 'Held' }],
      [
        toGlobal,
        [1, 'weak', 'w', 2],
        [1, 'property', 'h', 3],
        [3, 'property', 'self', 3],
        [2, 'shortcut', 's', 3],
      ],
    );
    expect(dominators(snapshot)).toEqual([0, 0, 0, 1]);
    expect(snapshot.distances[2]).toBe(-5);
  });

  it('a ring that only holds itself hangs under the root, each member for itself', async () => {
    const snapshot = await read(
      [root, globalNode, { name: 'A' }, { name: 'B' }, { name: 'C' }, { name: 'Below' }],
      [
        toGlobal,
        [2, 'property', 'n', 3],
        [3, 'property', 'n', 4],
        [4, 'property', 'n', 2],
        [4, 'property', 'd', 5],
        [4, 'property', 'g', 1],
      ],
    );
    expect(dominators(snapshot)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('what only a weak edge leads to hangs under the root, and holds its own', async () => {
    const snapshot = await read(
      [root, globalNode, { name: 'Orphan' }, { name: 'Child' }, { name: 'Shared' }],
      [
        toGlobal,
        [1, 'weak', 'w', 2],
        [2, 'property', 'c', 3],
        [2, 'property', 's', 4],
        [1, 'property', 's', 4],
      ],
    );
    expect(dominators(snapshot)).toEqual([0, 0, 0, 2, 1]);
  });

  it('the value of a WeakMap belongs to its key', async () => {
    const name = (index: number): string =>
      `${index} / part of key (Key @5) -> value (Value @7) pair in WeakMap (table @9)`;
    const snapshot = await read(
      [
        root,
        globalNode,
        { name: 'Key', id: 5 },
        { name: 'Value', id: 7 },
        { name: '(table)', type: 'array', id: 9 },
      ],
      [
        toGlobal,
        [1, 'property', 'k', 2],
        [1, 'property', 't', 4],
        [4, 'internal', name(1), 3],
        [2, 'internal', name(2), 3],
      ],
    );
    expect(dominators(snapshot)).toEqual([0, 0, 1, 2, 1]);
    // The first edge met is not followed, the second is.
    expect(snapshot.distances[3]).toBe(3);
  });

  it('what the page owns is not held from outside the page', async () => {
    const snapshot = await read(
      [root, globalNode, { name: 'Embedder', type: 'native' }, { name: 'Owned' }],
      [toGlobal, [0, 'element', 1, 2], [1, 'property', 'o', 3], [2, 'property', 'o', 3]],
    );
    expect(dominators(snapshot)).toEqual([0, 0, 0, 1]);
  });

  it('the root may stand last', async () => {
    const snapshot = await read(
      [{ name: 'A', type: 'object' }, { name: 'B' }, { name: '', type: 'synthetic' }],
      [
        [2, 'element', 1, 0],
        [0, 'property', 'b', 1],
      ],
      { rootIndex: 2 * 6 },
    );
    expect(dominators(snapshot)).toEqual([2, 0, 2]);
  });
});

describe('shallow sizes', () => {
  it('move from a backing store to its one owner, and stay where there are two', async () => {
    const snapshot = await read(
      [
        root,
        globalNode,
        { name: 'Map', size: 10 },
        { name: '', type: 'array', size: 1000 },
        { name: 'Other', size: 10 },
        { name: '', type: 'hidden', size: 500 },
      ],
      [
        toGlobal,
        [1, 'property', 'm', 2],
        [1, 'property', 'o', 4],
        [2, 'internal', 'table', 3],
        [2, 'internal', 'x', 5],
        [4, 'internal', 'x', 5],
      ],
    );
    expect([...snapshot.columns.selfSize]).toEqual([10, 11, 1010, 0, 10, 500]);
  });

  it('go through chains, not by weak edges, and never to a synthetic owner', async () => {
    const snapshot = await read(
      [
        root,
        globalNode,
        { name: 'A', size: 1 },
        { name: '', type: 'array', size: 100 },
        { name: '', type: 'array', size: 200 },
        { name: '(Strong roots)', type: 'synthetic', size: 0 },
        { name: '', type: 'hidden', size: 300 },
        { name: 'system / ExternalStringData', type: 'native', size: 400 },
        { name: 'W', size: 2 },
      ],
      [
        toGlobal,
        [1, 'property', 'a', 2],
        [2, 'internal', 'e', 3],
        [3, 'internal', '0', 4],
        [0, 'element', 1, 5],
        [5, 'element', 1, 6],
        [2, 'internal', 's', 7],
        [1, 'property', 'w', 8],
        [8, 'weak', 'e', 3],
      ],
    );
    expect([...snapshot.columns.selfSize]).toEqual([10, 11, 701, 0, 0, 0, 300, 0, 2]);
  });

  it('stay where they are in a snapshot with internals exposed (no user roots)', async () => {
    const snapshot = await read(
      [
        root,
        { name: '(GC roots)', type: 'synthetic', size: 0 },
        { name: 'Map' },
        { name: '', type: 'array', size: 99 },
      ],
      [
        [0, 'element', 1, 1],
        [1, 'element', 1, 2],
        [2, 'internal', 'table', 3],
      ],
    );
    expect(snapshot.columns.selfSize[3]).toBe(99);
    expect([...snapshot.distances]).toEqual([0, 1, 2, 3]);
  });
});

describe('distances', () => {
  it('count from the user roots, and from 100 000 000 for what only the system reaches', async () => {
    const snapshot = await read(
      [
        root,
        globalNode,
        { name: 'Far' },
        { name: '(GC roots)', type: 'synthetic', size: 0 },
        { name: 'System' },
      ],
      [
        toGlobal,
        [1, 'property', 'f', 2],
        [0, 'element', 1, 3],
        [3, 'element', 1, 4],
        [3, 'element', 2, 2],
      ],
    );
    expect([...snapshot.distances]).toEqual([100_000_000, 1, 2, 100_000_001, 100_000_002]);
  });

  it('skip what descriptor arrays and the native context share', async () => {
    const snapshot = await read(
      [
        root,
        globalNode,
        { name: '(map descriptors)', type: 'array' },
        { name: 'At2' },
        { name: 'At4' },
        { name: 'system / NativeContext', type: 'hidden' },
        { name: 'Sloppy' },
        { name: 'At7' },
      ],
      [
        toGlobal,
        [1, 'property', 'd', 2],
        [2, 'hidden', 2, 3],
        [2, 'hidden', 4, 4],
        [2, 'internal', '7', 7],
        [1, 'property', 'c', 5],
        [5, 'internal', 'sloppy_function_map', 6],
      ],
    );
    expect([3, 4, 6, 7].map((node) => snapshot.distances[node])).toEqual([3, -5, -5, -5]);
  });
});

describe('class names and keys', () => {
  it('depend on the type, and on the place for objects', async () => {
    const snapshot = await read(
      [
        root,
        { name: 'Twin', location: [3, 10, 5] },
        { name: 'Twin', location: [3, 20, 5] },
        { name: 'handler', type: 'closure', location: [3, 1, 1] },
        { name: 'a+b', type: 'regexp' },
        { name: 'text', type: 'string' },
        { name: 'x', type: 'concatenated string' },
        { name: 'native code', type: 'code' },
        { name: 'shape', type: 'object shape' },
        { name: '<div id="a">', type: 'native' },
        { name: 'Detached <div id="b">', type: 'native' },
        { name: 'system / Context' },
        { name: 'n', type: 'bigint' },
      ],
      Array.from({ length: 12 }, (_, index): GraphEdge => [0, 'shortcut', `r${index}`, index + 1]),
    );
    const keys = Array.from({ length: 12 }, (_, index) => snapshot.classKey(index + 1));
    expect(keys).toEqual([
      '3,10,5,Twin',
      '3,20,5,Twin',
      ',Function',
      ',RegExp',
      ',(string)',
      ',(concatenated string)',
      ',(compiled code)',
      ',(object shape)',
      ',<div>',
      ',Detached <div>',
      ',system / Context',
      ',(bigint)',
    ]);
  });

  it('the last of two classes that come to one key shows', async () => {
    const snapshot = await read(
      [
        root,
        { name: 'Function', size: 7 },
        { name: 'f', type: 'closure', size: 64 },
        { name: 'g', type: 'closure', size: 64 },
      ],
      [
        [0, 'shortcut', 'a', 1],
        [0, 'shortcut', 'b', 2],
        [0, 'shortcut', 'c', 3],
      ],
    );
    expect(snapshot.classes.find((row) => row.key === ',Function')).toMatchObject({
      count: 2,
      shallowSize: 128,
    });
  });

  it('plain objects are named by the properties that most of them share', async () => {
    const nodes: GraphNode[] = [root, globalNode];
    const edges: GraphEdge[] = [toGlobal];
    const add = (...properties: string[]): number => {
      const node = nodes.push({ name: 'Object' }) - 1;
      edges.push([1, 'element', node, node]);
      for (const property of properties) edges.push([node, 'property', property, 1]);
      return node;
    };
    const both = add('a', 'b');
    add('a', 'b');
    const more = add('b', 'c', 'a', '__proto__');
    const one = add('a');
    const empty = add();
    const odd = add('x,y', 'quote"');
    add('x,y', 'quote"');
    const snapshot = await read(nodes, edges);
    const names = [both, more, one, empty, odd].map((node) => snapshot.className(node));
    expect(names).toEqual(['{a, b}', '{a, b}', 'Object', 'Object', '{"x,y", "quote\\""}']);
  });
});

it('detached natives are renamed, attached ones win, and only natives take the state', async () => {
  const native = (name: string, detachedness = 0): GraphNode => ({
    name,
    type: 'native',
    detachedness,
  });
  const snapshot = await read(
    [
      root,
      native('Tree', 1),
      native('Branch'),
      native('Lost', 2),
      native('Leaf'),
      { name: 'Js' },
      native('Behind'),
    ],
    [
      [0, 'element', 1, 1],
      [0, 'element', 2, 3],
      [1, 'property', 'b', 2],
      [3, 'property', 'l', 4],
      [3, 'property', 'b', 2],
      [3, 'property', 'j', 5],
      [5, 'property', 'x', 6],
    ],
  );
  expect([1, 2, 3, 4, 5, 6].map((node) => snapshot.nodeName(node))).toEqual([
    'Tree',
    'Branch',
    'Detached Lost',
    'Detached Leaf',
    'Js',
    'Behind',
  ]);
});

it('the size of the heap includes what the embedder reports on top', async () => {
  const snapshot = await read([root, globalNode], [toGlobal], { extraNativeBytes: 5000 });
  expect(snapshot.totalSize).toBe(5000 + 10 + 11);
});
