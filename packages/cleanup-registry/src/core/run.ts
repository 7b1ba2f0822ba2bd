import { CleanupError, ResourceError } from '../errors.ts';
import type { ResourceFacts } from '../errors.ts';
import { bounded, isThenable } from './bounded.ts';
import { coarseNow, now } from './clock.ts';
import { disposePlanned } from './plan.ts';
import type { Failure, OwnedNode, ScopeCore } from './shapes.ts';
import { abortSignals } from './signals.ts';
import { formatSite } from './site.ts';
import { Slot } from './slot.ts';

/** How long an escalated disposer may take beyond its deadline, in milliseconds. */
const GRACE = 1000;
/** One in 64 synchronous disposals reads the clock, which costs several times as much as the disposal. */
const CLOCK = 63;

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
    const stop = drain(scope);
    if (stop instanceof Promise) {
      note(scope, await stop);
      continue;
    }
    if (!stop) {
      const up = above.pop();
      finish(scope, up ?? outer);
      if (!up) return;
      scope = up;
      continue;
    }
    const { child, running } = stop.slot;
    if (running) await running.ended;
    else if (child?.state === 'open') {
      begin(child, scope.endsAt);
      above.push(scope);
      scope = child;
    } else note(scope, await settleNode(stop, scope.endsAt));
  }
}

/**
 * Calls the disposers of the plain nodes at the end, until there is a promise to wait for or another sort of node.
 * The hot path: an inner loop for neighbours that share a slot, and nothing in it that they have in common.
 */
function drain(scope: ScopeCore): Promise<Failure> | OwnedNode | undefined {
  const { nodes } = scope;
  let turn = 0;
  let start = 0;
  for (;;) {
    let node = scope.last();
    const slot = node?.slot;
    if (!slot?.plain) return node;
    const { kind } = slot;
    while (node?.slot === slot) {
      const { resource, index } = node;
      nodes.pop();
      scope.forget(node);
      const born = index < scope.lastFrom ? scope.birthBelow(index + 1) : scope.lastBirth;
      if ((turn++ & CLOCK) === 0) start = now();
      try {
        const result: unknown = kind.dispose(resource, slot);
        // Most return nothing.
        if (result !== undefined && isThenable(result)) {
          return wait(node, result, born, scope.endsAt);
        }
      } catch (error) {
        note(scope, ResourceError.failed(factsOf(node, born), now() - start, error));
        turn = 0;
      }
      node = nodes.length > 0 ? nodes[nodes.length - 1] : undefined;
    }
  }
}

function note(scope: ScopeCore, failure: Failure): void {
  if (failure) scope.failures.push(failure);
}

function settleNode(node: OwnedNode, endsAt: number): Failure | Promise<Failure> {
  const { child, scope } = node.slot;
  if (!child) return settleOne(node, endsAt);
  if (child.state === 'open') return disposeTree(child, endsAt, scope).then(nothing);
  // Somebody disposed the child on its own; whoever did gets its errors.
  return child.dispose().then(nothing, nothing);
}

const nothing = (): undefined => undefined;

function begin(scope: ScopeCore, endsAt: number): void {
  scope.state = 'disposing';
  scope.endsAt = Math.min(endsAt, now() + scope.overall);
  abortSignals(scope);
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
 * disposer did; otherwise the node goes back among the others as running until its promise settles or is given up.
 */
export function settleOne(node: OwnedNode, endsAt: number): Failure | Promise<Failure> {
  const { slot, resource } = node;
  const born = slot.scope.birthOf(node);
  slot.scope.remove(node);
  const start = coarseNow();
  try {
    slot.unwatch?.();
    const result: unknown = slot.kind.dispose(resource, slot);
    return isThenable(result) ? wait(node, result, born, endsAt) : undefined;
  } catch (error) {
    return ResourceError.failed(factsOf(node, born), now() - start, error);
  }
}

/** Puts a node whose disposer is pending back, so that it is seen as live and waited for. */
function wait(
  node: OwnedNode,
  result: PromiseLike<unknown>,
  born: number,
  endsAt: number,
): Promise<Failure> {
  const { slot } = node;
  const ended = waitFor(node, result, Math.min(slot.deadline, endsAt - now()), factsOf(node, born));
  node.slot = new Slot(slot.scope, slot.kind, { ...slot, running: { ended, born } }, slot.site);
  slot.scope.restore(node);
  return ended;
}

async function waitFor(
  node: OwnedNode,
  result: PromiseLike<unknown>,
  deadline: number,
  facts: ResourceFacts,
): Promise<Failure> {
  const { kind, scope } = node.slot;
  const start = now();
  let outcome = await bounded(result, deadline);
  if (outcome === 'late' && kind.escalate) {
    try {
      const escalated = kind.escalate(node.resource);
      outcome = await bounded(Promise.all([escalated, result]), GRACE);
    } catch (error) {
      outcome = { ok: false, reason: error };
    }
  }
  scope.remove(node);
  if (outcome === 'late') return ResourceError.late(facts, now() - start, Math.max(0, deadline));
  return outcome.ok ? undefined : ResourceError.failed(facts, now() - start, outcome.reason);
}

/** Disposes something that never entered a list. */
export async function callDisposer(node: OwnedNode): Promise<void> {
  await node.slot.kind.dispose(node.resource, node.slot);
}

function factsOf(node: OwnedNode, born: number): ResourceFacts {
  const { kind, scope, site } = node.slot;
  return {
    kind: kind.kind,
    name: node.name,
    scope: scope.path,
    ageMs: now() - born,
    site: formatSite(site),
  };
}
