import { describe, expect, it } from 'vitest';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';

const nodes: GraphNode[] = [
  { name: '' },
  { name: 'global', id: 3 },
  { name: 'Thing', size: 4_294_967_295, location: [12, 345, 6789] },
  { name: 'quote " back \\ slash \u0000 é 😀 \ud800', type: 'string', size: 24 },
];
const edges: GraphEdge[] = [
  [0, 'shortcut', 'global', 1],
  [1, 'property', 'thing', 2],
  [2, 'element', 4_294_967_294, 3],
  [2, 'internal', 'map', 1],
];

describe.each([
  ['without line breaks, 6 fields (Node.js 24 and 26)', false],
  ['a record per line, 7 fields (Node.js 20 and 22)', true],
])('a file %s', (_, old) => {
  const text = graphFile(nodes, edges, { old });

  it('reads alike however it is cut into chunks', async () => {
    const whole = await readText(text, text.length * 2);
    expect(whole.nodeCount).toBe(4);
    expect(whole.nodeName(3)).toBe(nodes[3]!.name);
    expect(whole.columns.selfSize[2]).toBe(4_294_967_295);
    expect(whole.edgeName(2)).toBe(4_294_967_294);
    expect(whole.columns.locations).toEqual({
      length: 1,
      ordinal: Uint32Array.of(2),
      scriptId: Uint32Array.of(12),
      line: Uint32Array.of(345),
      column: Uint32Array.of(6789),
      nowhere: new Set(),
    });
    for (const size of [1, 2, 3, 5, 7, 11, 64, 127]) {
      const cut = await readText(text, size);
      const { strings: _s, ...columns } = cut.columns;
      const { strings: _t, ...expected } = whole.columns;
      expect(columns).toEqual(expected);
      for (let index = 0; index < 8; index++) {
        expect(cut.columns.strings.get(index)).toBe(whole.columns.strings.get(index));
      }
    }
  });

  it('reads alike with white space anywhere JSON allows it', async () => {
    const spaced = text.replaceAll(/([[\]{}:])(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, '$1');
    const loose = JSON.stringify(JSON.parse(spaced), null, 3);
    const { strings: _s, ...columns } = (await readText(loose)).columns;
    const { strings: _t, ...expected } = (await readText(text)).columns;
    expect(columns).toEqual(expected);
  });
});

it('keeps sizes over 4 GiB when asked to, and cuts them to 32 bits as DevTools does when not', async () => {
  const text = graphFile(
    [{ name: '' }, { name: 'ArrayBuffer', size: 5_368_709_120 }],
    [[0, 'shortcut', 'a', 1]],
  );
  expect((await readText(text)).columns.selfSize[1]).toBe(1_073_741_824);
  expect((await readText(text, 5, { exactSizes: true })).retainedSizes[1]).toBe(5_368_709_120);
});

it('reads a location without a position as DevTools does, and calls it nowhere', async () => {
  const located: GraphNode[] = [
    { name: '' },
    { name: 'A', location: [7, -1, -1] },
    { name: 'B', location: [7, 3, 4] },
  ];
  const text = graphFile(located, [
    [0, 'shortcut', 'a', 1],
    [0, 'shortcut', 'b', 2],
  ]);
  for (const size of [1, 3, 4096]) {
    const snapshot = await readText(text, size);
    expect(snapshot.classKey(1)).toBe('7,1,1,A');
    expect(snapshot.classKey(2)).toBe('7,3,4,B');
    expect(snapshot.columns.locations.nowhere).toEqual(new Set([0]));
  }
});

it('lets a byte order mark pass', async () => {
  const text = `\uFEFF${graphFile(nodes, edges)}`;
  for (const size of [1, 2, 4096]) expect((await readText(text, size)).nodeCount).toBe(4);
});
