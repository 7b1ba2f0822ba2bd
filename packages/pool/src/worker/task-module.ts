import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isHook, type HookName } from './module-hooks.ts';
import type { TaskFunction } from './call-task.ts';

export interface TaskModule {
  /** The function of that name, or a sentence that says which names there are. */
  lookup(name: string): TaskFunction | string;
  hook(name: HookName): TaskFunction | undefined;
}

/** Loads the user's module and finds its exported functions by name. */
export async function loadTaskModule(href: string): Promise<TaskModule> {
  const namespace = (await importModule(href)) as Record<string, unknown>;
  // A CommonJS module shows `module.exports` as `default`; its names are not always detected.
  const isFile = href.startsWith('file:');
  const loaded = isFile ? createRequire(href).cache[fileURLToPath(href)] : undefined;
  const exported = loaded ? (loaded.exports as unknown) : undefined;
  const sources = [namespace, ...(isObject(exported) ? [exported] : [])];
  const find = (name: string): TaskFunction | undefined => {
    for (const source of sources) {
      // Own names only: `toString` and `constructor` are nobody's tasks.
      const found = Object.hasOwn(source, name) ? source[name] : undefined;
      if (typeof found === 'function') return found as TaskFunction;
    }
    return undefined;
  };
  const lookup = (name: string): TaskFunction | string => {
    if (isHook(name)) return `'${name}' is a hook of ${href} and no task`;
    const found = find(name);
    if (found) return found;
    const names = new Set(sources.flatMap((source) => namesOf(source)));
    const list =
      names.size === 0 ? 'it exports no function' : `it exports ${[...names].join(', ')}`;
    return `'${name}' is not an exported function of ${href}; ${list}`;
  };
  return { lookup, hook: find };
}

/** Node.js loads TypeScript from 22.18 on; before, it only says that it does not know the ending. */
async function importModule(href: string): Promise<unknown> {
  try {
    return await import(href);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'ERR_UNKNOWN_FILE_EXTENSION' || !/\.[cm]?ts$/.test(href)) throw error;
    throw new TypeError(
      `Node.js ${process.versions.node} cannot load TypeScript: 22.18 or later can; or point to the compiled module, or give the workers a loader with execArgv`,
      { cause: error },
    );
  }
}

function namesOf(source: Record<string, unknown>): string[] {
  return Object.keys(source).filter((key) => typeof source[key] === 'function' && !isHook(key));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
