import { now } from './clock.ts';
import { phaseOf, successors } from './order.ts';
import type { Failure, OwnedNode, ScopeCore } from './shapes.ts';

/** Disposes one node, or the scope it stands for, before the given time. */
export type Settle = (node: OwnedNode, endsAt: number) => Failure | Promise<Failure>;

/**
 * Empties a scope whose resources are bound to an order or may go in parallel: phase after phase, within a phase
 * newest first as far as the edges allow. Newcomers are taken up between the rounds.
 */
export async function disposePlanned(scope: ScopeCore, settle: Settle): Promise<void> {
  for (;;) {
    // A turn of its own for each level: scopes with a plan may be nested thousands deep.
    await undefined;
    const round = nextRound(scope);
    const [first] = round;
    if (!first) return;
    const phase = scope.phases[phaseOf(first)];
    const endsAt = Math.min(scope.endsAt, now() + (phase?.deadline ?? Infinity));
    await runRound(scope, round, (node) => settle(node, endsAt));
  }
}

async function runRound(
  scope: ScopeCore,
  round: OwnedNode[],
  settle: (node: OwnedNode) => Failure | Promise<Failure>,
): Promise<void> {
  const next = successors(scope);
  const members = new Set(round);
  const waitingFor = new Map<OwnedNode, number>();
  for (const node of round) {
    for (const later of next.get(node) ?? []) {
      waitingFor.set(later, (waitingFor.get(later) ?? 0) + 1);
    }
  }
  // Popped from the end: the newest first, and those just set free before all others.
  const ready = round.filter((node) => !waitingFor.get(node)).toReversed();
  let flying = 0;
  let wake = (): void => undefined;
  const land = (node: OwnedNode, failure: Failure): void => {
    if (failure) scope.failures.push(failure);
    for (const later of next.get(node) ?? []) {
      const left = waitingFor.get(later)! - 1;
      waitingFor.set(later, left);
      if (left === 0 && members.has(later)) ready.push(later);
    }
  };
  while (ready.length > 0 || flying > 0) {
    const node = flying < scope.parallel ? ready.pop() : undefined;
    if (!node) {
      // Not Promise.race, which would leave a reaction on a slow promise for each quick one beside it.
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    // Released before its turn came: it is waited for, but its failure is the releaser's.
    const { running } = node.slot;
    const outcome = running
      ? running.ended.then(() => undefined)
      : node.live
        ? settle(node)
        : undefined;
    if (!(outcome instanceof Promise)) {
      land(node, outcome);
      continue;
    }
    flying += 1;
    void outcome.then((failure) => {
      flying -= 1;
      land(node, failure);
      wake();
    });
  }
}

/** The resources of the earliest phase that has any, newest first. */
function nextRound(scope: ScopeCore): OwnedNode[] {
  let earliest = Infinity;
  let round: OwnedNode[] = [];
  for (const node of scope.nodes.toReversed()) {
    if (!node) continue;
    const phase = phaseOf(node);
    if (phase > earliest) continue;
    if (phase < earliest) round = [];
    earliest = phase;
    round.push(node);
  }
  return round;
}
