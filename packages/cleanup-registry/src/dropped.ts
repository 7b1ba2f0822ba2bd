import { live } from './core/live.ts';
import { now } from './core/clock.ts';
import type { Scope } from './core/scope.ts';

/** Made when the first registry asks for it: who does not pays nothing. */
let registries: FinalizationRegistry<Scope> | undefined;

/**
 * Tells the scope's owner when the registry in front of it is collected while it owns something. Nothing of the
 * scope may point at the registry, or it would never be.
 */
export function watchDropped(registry: object, scope: Scope): void {
  if (!scope.onDropped) return;
  registries ??= new FinalizationRegistry((lost) => {
    if (lost.state === 'open' && lost.size > 0 && !lost.parent) lost.onDropped?.(live(lost, now()));
  });
  registries.register(registry, scope, registry);
}

/** For a registry that has handed its scope over to another. */
export function unwatchDropped(registry: object): void {
  registries?.unregister(registry);
}
