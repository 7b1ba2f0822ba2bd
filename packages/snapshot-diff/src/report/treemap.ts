import type { RetainedNode } from '../graph/retained-tree.ts';

/** A rectangle of a tree map. */
export interface Tile {
  node: RetainedNode;
  level: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

const HEADER = 16;
const GAP = 2;
const SMALLEST = 12;

/**
 * Lays a tree out as nested rectangles with areas as the sizes (squarified tree maps: Bruls,
 * Huizing, van Wijk 2000). Parents come before their children.
 */
export function layOut(root: RetainedNode, width: number, height: number): Tile[] {
  const tiles: Tile[] = [];
  const place = (node: RetainedNode, level: number, box: Box): void => {
    tiles.push({ node, level, ...box });
    const inner = {
      x: box.x + GAP,
      y: box.y + HEADER,
      width: box.width - 2 * GAP,
      height: box.height - HEADER - GAP,
    };
    if (inner.width < SMALLEST || inner.height < SMALLEST) return;
    // The parent's own bytes keep their share of the room, empty.
    const scale = (inner.width * inner.height) / node.size;
    for (const [child, area] of squarify(node.children, scale, inner))
      place(child, level + 1, area);
  };
  place(root, 0, { x: 0, y: 0, width, height });
  return tiles;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function* squarify(
  nodes: readonly RetainedNode[],
  scale: number,
  box: Box,
): Generator<[RetainedNode, Box]> {
  let { x, y, width, height } = box;
  for (let from = 0; from < nodes.length;) {
    const side = Math.min(width, height);
    if (side < 1) return;
    // Take as many into this row as make its rectangles squarer.
    let to = from + 1;
    let sum = nodes[from]!.size * scale;
    let worst = aspect(sum, sum, sum, side);
    while (to < nodes.length) {
      const next = nodes[to]!.size * scale;
      const ratio = aspect(nodes[from]!.size * scale, next, sum + next, side);
      if (ratio > worst) break;
      worst = ratio;
      sum += next;
      to++;
    }
    const thick = sum / side;
    let along = 0;
    for (const node of nodes.slice(from, to)) {
      const length = (node.size * scale) / thick;
      yield [
        node,
        width >= height
          ? { x, y: y + along, width: thick, height: length }
          : { x: x + along, y, width: length, height: thick },
      ];
      along += length;
    }
    if (width >= height) {
      x += thick;
      width -= thick;
    } else {
      y += thick;
      height -= thick;
    }
    from = to;
  }
}

/** The worst aspect ratio in a row of areas between `largest` and `least` that sum up to `sum`. */
function aspect(largest: number, least: number, sum: number, side: number): number {
  const square = side * side;
  return Math.max((square * largest) / (sum * sum), (sum * sum) / (square * least));
}
