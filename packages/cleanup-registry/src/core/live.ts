import type { LiveResource } from '../types.ts';
import type { ScopeCore } from './shapes.ts';
import { formatSite } from './site.ts';

/** Lists what a scope and those below it own. A loop with a stack of its own: scopes may nest a million deep. */
export function live(root: ScopeCore, at: number): LiveResource[] {
  const found: LiveResource[] = [];
  const todo = [{ scope: root, path: root.path }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { scope, path } = next;
    for (let node = scope.end.next; node !== scope.end; node = node.next) {
      if (node.slot.kind.ended?.(node.resource)) continue;
      const { kind, name } = node;
      const site = formatSite(node.slot.site);
      found.push({
        kind,
        ...(name === undefined ? {} : { name }),
        scope: path,
        ageMs: at - node.born,
        ...(site === undefined ? {} : { site }),
      });
      const child = node.resource as ScopeCore;
      if (kind === 'scope' && child?.own === node) {
        todo.push({ scope: child, path: `${path}/${node.name}` });
      }
    }
  }
  return found;
}
