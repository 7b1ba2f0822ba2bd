import { CleanupError, ResourceError } from '../errors.ts';
import type { ResourceFacts } from '../errors.ts';
import { bounded, isThenable } from './bounded.ts';
import { coarseNow, now } from './clock.ts';
import { disposePlanned } from './plan.ts';
import type { Failure, OwnedNode, ScopeCore } from './shapes.ts';
import { formatSite } from './site.ts';
import { Slot } from './slot.ts';

/** How long an escalated disposer may take beyond its deadline, in milliseconds. */
const GRACE = 1000;

/**
 * Disposes a scope and all below it: newest first, one after the other, whatever fails. One loop that walks
 * into nested scopes and out again, so neither a million resources nor a million levels use any stack.
 */
export async function disposeTree(
  root: ScopeCore,
  endsAt: number = Infinity,
  outer?: ScopeCore,
): Promise<void> {
  let scope = root;
  // Not the parent links: a scope may be moved to another owner while its disposal is under way.
  const above: ScopeCore[] = [];
  begin(scope, endsAt);
  for (;;) {
    if (scope.planned) await disposePlanned(scope, settleNode);
    const node = scope.end.prev;
    if (node === scope.end) {
      const up = above.pop();
      finish(scope, up ?? outer);
      if (!up) return;
      scope = up;
      continue;
    }
    const { running } = node.slot;
    if (running) {
      await running;
      continue;
    }
    const child = childOf(node);
    if (child?.state === 'open') {
      begin(child, scope.endsAt);
      above.push(scope);
      scope = child;
      continue;
    }
    const outcome = child ? settleNode(node, scope.endsAt) : settleOne(node, scope.endsAt);
    if (outcome !== undefined) {
      const failure = outcome instanceof Promise ? await outcome : outcome;
      if (failure) scope.failures.push(failure);
    }
  }
}

function childOf(node: OwnedNode): ScopeCore | undefined {
  if (node.slot.kind.kind !== 'scope') return undefined;
  const scope = node.resource as ScopeCore;
  return scope.own === node ? scope : undefined;
}

function settleNode(node: OwnedNode, endsAt: number): Failure | Promise<Failure> {
  const child = childOf(node);
  if (!child) return settleOne(node, endsAt);
  if (child.state === 'open') return disposeTree(child, endsAt, node.slot.scope).then(nothing);
  // Somebody disposed the child on its own; whoever did gets its errors.
  return child.dispose().then(nothing, nothing);
}

const nothing = (): undefined => undefined;

function begin(scope: ScopeCore, endsAt: number): void {
  scope.state = 'disposing';
  scope.endsAt = Math.min(endsAt, now() + scope.overall);
}

function finish(scope: ScopeCore, outer: ScopeCore | undefined): void {
  const { failures, disposal } = scope;
  scope.state = 'disposed';
  // Built only when needed: at the end of a deep chain of scopes a path is long.
  const error =
    disposal && failures.length > 0 ? new CleanupError(scope.path, failures) : undefined;
  scope.leaveParent();
  // A nested scope's failures go up, to be reported once, by the scope whose disposal was asked for.
  if (outer) for (const failure of failures) outer.failures.push(failure);
  scope.failures = [];
  if (error) disposal?.reject(error);
  else disposal?.resolve();
}

/**
 * Takes a node out of its scope and calls its disposer. Returns at once (with the failure, if any) when the
 * disposer did; otherwise the node goes back into the list as running until its promise settles or is given up.
 */
export function settleOne(node: OwnedNode, endsAt: number): Failure | Promise<Failure> {
  const { slot, resource } = node;
  slot.scope.remove(node);
  slot.unwatch?.();
  let result: unknown;
  const start = coarseNow();
  try {
    result = slot.kind.dispose(resource, slot);
    // Most return nothing; this is the hot path.
    if (result === undefined || !isThenable(result)) return undefined;
  } catch (error) {
    return ResourceError.failed(factsOf(node), now() - start, error);
  }
  const ended = settleLater(node, result, Math.min(slot.deadline, endsAt - now()));
  node.slot = new Slot(slot.scope, slot.kind, slot, slot.site, ended);
  slot.scope.restore(node);
  return ended;
}

async function settleLater(
  node: OwnedNode,
  result: PromiseLike<unknown>,
  deadline: number,
): Promise<Failure> {
  const { kind } = node.slot;
  const start = now();
  const facts = factsOf(node);
  let outcome = await bounded(result, deadline);
  if (outcome === 'late' && kind.escalate) {
    try {
      const escalated = kind.escalate(node.resource);
      outcome = await bounded(Promise.all([escalated, result]), GRACE);
    } catch (error) {
      outcome = { ok: false, reason: error };
    }
  }
  node.slot.scope.remove(node);
  if (outcome === 'late') return ResourceError.late(facts, now() - start, Math.max(0, deadline));
  return outcome.ok ? undefined : ResourceError.failed(facts, now() - start, outcome.reason);
}

/** Disposes something that never entered a list. */
export async function callDisposer(node: OwnedNode): Promise<void> {
  await node.slot.kind.dispose(node.resource, node.slot);
}

function factsOf(node: OwnedNode): ResourceFacts {
  const { kind, scope, site } = node.slot;
  return {
    kind: kind.kind,
    name: node.name,
    scope: scope.path,
    ageMs: now() - node.born,
    site: formatSite(site),
  };
}
