import { edgeWords, isInner, nameOf, type Hop } from './edge-words.ts';
import { withoutPlumbing } from './path-plumbing.ts';
import type { PathStep } from './path-step.ts';
import type { Places } from './places.ts';
import type { RetainerTree } from './retainer-tree.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The path to a node in a programmer's words; undefined where only weak edges lead to it.
 * @param via - the last step, where it is not to be the cheapest one
 */
export function describePath(
  snapshot: Snapshot,
  tree: RetainerTree,
  places: Places,
  node: number,
  via?: { from: number; edge: number },
): PathStep[] | undefined {
  const edges = tree.path(via?.from ?? node);
  if (!edges) return undefined;
  if (via) edges.push({ ...via, to: node });
  const { rootOrdinal, nodeId } = snapshot.columns;
  const steps: PathStep[] = [
    { id: nodeId[rootOrdinal]!, name: '(root)', edge: '', text: '(root)' },
  ];
  let hop: Hop = { from: rootOrdinal, edges: [], to: rootOrdinal };
  for (const edge of edges) {
    hop.edges.push(edge);
    if (edge.to !== node && isInner(snapshot, edge.to)) continue;
    hop.to = edge.to;
    add(steps, step(snapshot, places, hop));
    hop = { from: edge.to, edges: [], to: edge.to };
  }
  return withoutPlumbing(steps);
}

function add(steps: PathStep[], next: PathStep): void {
  const last = steps.at(-1)!;
  if (steps.length > 1 && last.name === next.name && last.edge === next.edge) {
    const repeated = (last.repeated ?? 1) + 1;
    steps[steps.length - 1] = { ...next, repeated, text: `${next.text} (${repeated} times)` };
  } else steps.push(next);
}

function step(snapshot: Snapshot, places: Places, hop: Hop): PathStep {
  const location = places.location(hop.to);
  const name = nameOf(snapshot, hop.to);
  const edge = edgeWords(snapshot, places, hop);
  return {
    id: snapshot.columns.nodeId[hop.to]!,
    name,
    edge,
    text: edge === '' ? name : `${edge} -> ${name}`,
    ...(location ? { location } : {}),
  };
}
