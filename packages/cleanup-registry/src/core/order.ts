import { InvalidArgumentError, OrderError } from '../errors.ts';
import type { OrderOptions } from '../types.ts';
import { WatchedHandle } from './watched-handle.ts';
import type { Order, OwnedNode, ScopeCore } from './shapes.ts';

/** Finds the scope behind a registry; set by the module that defines registries. */
export const behind: { find: (value: unknown) => ScopeCore | undefined } = {
  find: () => undefined,
};

/** Resolves what the options say about order, or undefined when they say nothing. */
export function orderOf(scope: ScopeCore, options: OrderOptions | undefined): Order | undefined {
  if (!options) return undefined;
  const { after, dependsOn, phase } = options;
  if (after === undefined && dependsOn === undefined && phase === undefined) return undefined;
  const index = phaseIndex(scope, phase);
  const earlier = nodesOf(scope, 'after', after);
  const later = nodesOf(scope, 'dependsOn', dependsOn);
  for (const node of earlier) {
    if (phaseOf(node) > index) throw OrderError.phases(labelOf(node), phase);
  }
  for (const node of later) {
    if (phaseOf(node) < index) throw OrderError.phases(labelOf(node), phase);
  }
  // Nothing can point at a newcomer, so a cycle needs edges of it in both directions.
  if (earlier.length > 0 && later.length > 0) refuseCycle(scope, earlier, later);
  scope.planned = true;
  return { after: earlier, before: later, phase: index };
}

export function phaseOf(node: OwnedNode): number {
  return node.slot.order?.phase ?? node.slot.scope.phases.length;
}

/** Searches forward from what goes after the newcomer for what goes before it. */
function refuseCycle(scope: ScopeCore, earlier: OwnedNode[], later: OwnedNode[]): void {
  const next = successors(scope);
  const seen = new Set<OwnedNode>();
  const todo = [...later];
  for (let node = todo.pop(); node; node = todo.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (earlier.includes(node)) throw OrderError.cycle(labelOf(node));
    todo.push(...(next.get(node) ?? []));
  }
}

/** For each node those that must wait for it. */
export function successors(scope: ScopeCore): Map<OwnedNode, OwnedNode[]> {
  const next = new Map<OwnedNode, OwnedNode[]>();
  const edge = (from: OwnedNode, to: OwnedNode): void => {
    if (!from.live || !to.live) return;
    const known = next.get(from);
    if (known) known.push(to);
    else next.set(from, [to]);
  };
  for (const node of scope.nodes.toReversed()) {
    for (const other of node?.slot.order?.after ?? []) edge(other, node!);
    for (const other of node?.slot.order?.before ?? []) edge(node!, other);
  }
  return next;
}

function phaseIndex(scope: ScopeCore, phase: string | undefined): number {
  const { phases } = scope;
  if (phase === undefined) return phases.length;
  const index = phases.findIndex(({ name }) => name === phase);
  if (index !== -1) return index;
  const names = phases.map(({ name }) => JSON.stringify(name)).join(', ');
  throw new InvalidArgumentError('phase', `a phase of registry "${scope.path}" (${names})`, phase);
}

function nodesOf(scope: ScopeCore, what: string, given: unknown): OwnedNode[] {
  if (given === undefined) return [];
  return (Array.isArray(given) ? (given as unknown[]) : [given]).map((value) => {
    const node = WatchedHandle.nodeOf(value) ?? scope.find(behind.find(value) ?? value);
    if (node?.live && node.slot.scope === scope) return node;
    throw new InvalidArgumentError(what, `something that registry "${scope.path}" owns`, value);
  });
}

function labelOf(node: OwnedNode): string {
  return `${node.kind}${node.name === undefined ? '' : ` "${node.name}"`}`;
}
