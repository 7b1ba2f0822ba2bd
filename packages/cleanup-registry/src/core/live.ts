import type { LiveResource } from '../types.ts';
import type { OwnedNode, ScopeCore } from './shapes.ts';
import { formatSite } from './site.ts';

/** Lists what a scope and those below it own. A loop with a stack of its own: scopes may nest a million deep. */
export function live(root: ScopeCore, at: number): LiveResource[] {
  const found: LiveResource[] = [];
  const todo = [{ scope: root, path: root.path }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { scope, path } = next;
    for (const node of scope.nodes) {
      if (!node || node.slot.kind.ended?.(node.resource)) continue;
      const { child } = node.slot;
      found.push(describeLive(node, at, path));
      if (child) todo.push({ scope: child, path: `${path}/${node.name}` });
    }
  }
  return found;
}

/** What there is to tell of one. */
export function describeLive(node: OwnedNode, at: number, path?: string): LiveResource {
  const { kind, name, slot } = node;
  const site = formatSite(slot.site);
  return {
    kind,
    ...(name === undefined ? {} : { name }),
    scope: path ?? slot.scope.path,
    ageMs: at - slot.scope.birthOf(node),
    ...(site === undefined ? {} : { site }),
  };
}
