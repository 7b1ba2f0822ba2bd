import {
  compareSnapshots,
  htmlReport,
  markdownReport,
  reportDocument,
  retainedTree,
  terminalReport,
  type ReportDocument,
  type RetainedNode,
} from '@watertight/snapshot-diff';
import { beforeAll, describe, expect, it } from 'vitest';
import { layOut, type Tile } from '../src/report/treemap.ts';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';

const EVIL = 'Evil</script><img src=x onerror=alert(1)>|`\u001B[31m\n';

/** A heap with a holder of so many objects whose class has a name that means harm. */
function heap(count: number): string {
  const nodes: GraphNode[] = [{ name: '' }, { name: 'global' }, { name: 'Holder' }];
  const edges: GraphEdge[] = [
    [0, 'shortcut', 'global', 1],
    [1, 'property', EVIL, 2],
  ];
  for (let index = 0; index < count; index++) {
    nodes.push({ name: EVIL, id: 1001 + index * 2, size: 1000 });
    edges.push([2, 'element', index, nodes.length - 1]);
  }
  return graphFile(nodes, edges);
}

let report: ReportDocument;
let tree: RetainedNode;
beforeAll(async () => {
  const before = await readText(heap(3));
  const after = await readText(heap(26));
  const size = { nodes: 1, edges: 1, bytes: 1 };
  report = reportDocument({
    counts: { task: 23 },
    ...compareSnapshots(before, after, { tasks: 23 }),
    isolates: [
      {
        isolate: EVIL,
        threadId: 0,
        before: size,
        after: size,
        rows: compareSnapshots(before, after).rows,
      },
    ],
  });
  tree = retainedTree(after);
});

describe('names from a heap stay names', () => {
  it('in HTML', () => {
    expect(report.suspects).toHaveLength(1);
    const html = htmlReport(report, { retained: tree, title: EVIL });
    expect(html).not.toContain('<img');
    expect(html).not.toContain('\u001B');
    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html).toContain('Evil&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;|`');
    expect(html).toContain('+23 = 1 per task');
  });

  it('in Markdown', () => {
    const markdown = markdownReport(report);
    const outside = markdown.replaceAll(/```text\n.*?\n```/gs, '').replaceAll(/``.*?``/g, '');
    expect(outside).not.toMatch(/<(?!details>|\/details>|summary>|\/summary>)/);
    expect(markdown).not.toContain('\u001B');
    const rows = markdown.split('\n').filter((line) => line.startsWith('| ``'));
    // A bar in a name is no new cell.
    expect(rows.map((row) => row.match(/(?<!\\)\|/g)!.length)).toEqual([7, 6]);
  });

  it('in the terminal', () => {
    const text = terminalReport(report);
    expect(text).not.toContain('\u001B');
    expect(text.split('\n')[0]).toMatch(/^leak: Evil<\/script>.*\+23 = 1 per task$/);
  });
});

it('an HTML report needs nothing but itself', () => {
  const html = htmlReport(report, { retained: tree });
  expect(html).not.toMatch(/<[^>]*\b(?:src|href)=/);
  expect(html).not.toMatch(/https?:|@import|url\(/);
});

describe('the tree map', () => {
  it('shows the dominator tree, small objects of one class together', async () => {
    expect(tree).toMatchObject({ name: '(heap)', children: [{ name: 'global' }] });
    const coarse = retainedTree(await readText(heap(26)), { least: 0.1 });
    const holder = coarse.children[0]!.children[0]!;
    expect(holder.name).toBe('Holder');
    expect(holder.children).toEqual([
      { name: `26 × ${EVIL}`, id: undefined, size: 26_000, children: [] },
    ]);
  });

  it('gives areas as the sizes, children inside their parents and beside each other', () => {
    const leaf = (name: string, size: number): RetainedNode => ({
      name,
      id: 1,
      size,
      children: [],
    });
    const root: RetainedNode = {
      ...leaf('root', 1000),
      children: [{ ...leaf('a', 500), children: [leaf('b', 300)] }, leaf('c', 250), leaf('d', 50)],
    };
    const tiles = layOut(root, 1000, 1000);
    expect(tiles.map((tile) => tile.node.name)).toEqual(['root', 'a', 'b', 'c', 'd']);
    const [whole, a, b, c, d] = tiles as [Tile, Tile, Tile, Tile, Tile];
    const area = (tile: Tile): number => tile.width * tile.height;
    expect(area(a) / area(c)).toBeCloseTo(2, 6);
    expect(area(c) / area(d)).toBeCloseTo(5, 6);
    const inside = (one: Tile, other: Tile): boolean =>
      one.x >= other.x &&
      one.y >= other.y &&
      one.x + one.width <= other.x + other.width + 1e-6 &&
      one.y + one.height <= other.y + other.height + 1e-6;
    for (const tile of [a, b, c, d]) expect(inside(tile, whole)).toBe(true);
    expect(inside(b, a)).toBe(true);
    const apart = (one: Tile, other: Tile): boolean =>
      one.x + one.width <= other.x + 1e-6 ||
      other.x + other.width <= one.x + 1e-6 ||
      one.y + one.height <= other.y + 1e-6 ||
      other.y + other.height <= one.y + 1e-6;
    expect([apart(a, c), apart(a, d), apart(c, d)]).toEqual([true, true, true]);
  });
});
