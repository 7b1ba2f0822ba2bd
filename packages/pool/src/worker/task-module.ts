import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { TaskFunction } from './call-task.ts';

/** Loads the user's module and finds its exported functions by name. */
export async function loadTaskModule(
  href: string,
): Promise<(name: string) => TaskFunction | string> {
  const namespace = (await import(href)) as Record<string, unknown>;
  // A CommonJS module shows `module.exports` as `default`; its names are not always detected.
  const loaded = createRequire(href).cache[fileURLToPath(href)];
  const exported = loaded ? (loaded.exports as unknown) : undefined;
  const sources = [namespace, ...(isObject(exported) ? [exported] : [])];
  return (name) => {
    for (const source of sources) {
      // Own names only: `toString` and `constructor` are nobody's tasks.
      const found = Object.hasOwn(source, name) ? source[name] : undefined;
      if (typeof found === 'function') return found as TaskFunction;
    }
    const names = new Set(sources.flatMap((source) => namesOf(source)));
    const list =
      names.size === 0 ? 'it exports no function' : `it exports ${[...names].join(', ')}`;
    return `'${name}' is not an exported function of ${href}; ${list}`;
  };
}

function namesOf(source: Record<string, unknown>): string[] {
  return Object.keys(source).filter((key) => typeof source[key] === 'function');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
