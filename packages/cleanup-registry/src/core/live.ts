import type { LiveResource } from '../types.ts';
import type { ScopeCore } from './shapes.ts';
import { formatSite } from './site.ts';

/** Lists what a scope and those below it own. A loop with a stack of its own: scopes may nest a million deep. */
export function live(root: ScopeCore, at: number): LiveResource[] {
  const found: LiveResource[] = [];
  const todo = [{ scope: root, path: root.path }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { scope, path } = next;
    for (const node of scope.nodes) {
      if (!node || node.slot.kind.ended?.(node.resource)) continue;
      const { kind, name, slot } = node;
      const site = formatSite(slot.site);
      found.push({
        kind,
        ...(name === undefined ? {} : { name }),
        scope: path,
        ageMs: at - scope.birthOf(node),
        ...(site === undefined ? {} : { site }),
      });
      if (slot.child) todo.push({ scope: slot.child, path: `${path}/${name}` });
    }
  }
  return found;
}
