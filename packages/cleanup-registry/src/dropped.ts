import { describeLive, live } from './core/live.ts';
import { now } from './core/clock.ts';
import type { Owned } from './core/owned.ts';
import { WatchedHandle } from './core/watched-handle.ts';
import type { Scope } from './core/scope.ts';
import type { Handle, HandleOptions } from './types.ts';

/** Made when the first asks for it: who does not pays nothing. */
let watched: FinalizationRegistry<() => void> | undefined;

/** Has a function called when an object is collected. The function must not reach the object, or it never is. */
function watch(object: object, tell: () => void): void {
  watched ??= new FinalizationRegistry((each) => each());
  watched.register(object, tell, object);
}

/** Tells the scope's owner when the registry in front of it is collected while it owns something. */
export function watchDropped(registry: object, scope: Scope): void {
  const { onDropped, parent } = scope;
  if (!onDropped) return;
  watch(registry, () => {
    // One that was given to another registry later is in good hands; one that was made nested was to go early.
    if (scope.state === 'open' && scope.size > 0 && scope.parent === parent) {
      onDropped(live(scope, now()));
    }
  });
}

/** For a registry that has handed its scope over to another. */
export function unwatchDropped(registry: object): void {
  watched?.unregister(registry);
}

/** The handle to give out: the node itself unless its loss is to be told. */
export function watchHandle(node: Owned, options: HandleOptions | undefined): Handle {
  const { onDropped } = options ?? {};
  if (!onDropped) return node;
  const handle = new WatchedHandle(node);
  watch(handle, () => {
    if (node.live) onDropped(describeLive(node, now()));
  });
  return handle;
}
