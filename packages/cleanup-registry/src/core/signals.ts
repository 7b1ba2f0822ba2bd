import { ScopeEndedError } from '../errors.ts';
import type { ScopeCore } from './shapes.ts';

/** The signal of a scope: aborted when its disposal, or that of one above it, begins. */
export function signalOf(scope: ScopeCore): AbortSignal {
  scope.controller ??= new AbortController();
  announceSignals(scope);
  if (scope.state !== 'open') abortSignals(scope);
  return scope.controller.signal;
}

/** Has the scopes above look here when they end. No scope without signals is ever searched. */
export function announceSignals(from: ScopeCore): void {
  for (let scope: ScopeCore | undefined = from; scope && !scope.signals; scope = scope.parent) {
    scope.signals = true;
  }
}

/** Aborts the signals of this scope and of those below it: a loop, since scopes nest thousands deep. */
export function abortSignals(root: ScopeCore): void {
  const todo = root.signals ? [root] : [];
  for (let scope = todo.pop(); scope; scope = todo.pop()) {
    scope.controller?.abort(new ScopeEndedError());
    for (const node of scope.nodes) {
      const child = node?.slot.child;
      if (child?.signals) todo.push(child);
    }
  }
}
