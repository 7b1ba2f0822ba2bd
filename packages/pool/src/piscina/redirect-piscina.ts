import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';

const OURS = '@watertight/pool/piscina';

type Next = (specifier: string, context: unknown) => { url: string };
interface Hooks {
  registerHooks?(hooks: {
    resolve(specifier: string, context: unknown, next: Next): { url: string };
  }): unknown;
}
interface Loader {
  _resolveFilename(request: string, ...rest: unknown[]): string;
}

/**
 * Lets a task module that still imports 'piscina' get this package, so that `workerData`,
 * `isWorkerThread` and `move` are those of the pool that runs it.
 */
export function redirectPiscina(filename: string | null): void {
  const { registerHooks } = nodeModule as unknown as Hooks;
  if (registerHooks) {
    registerHooks({
      resolve: (specifier, context, next) => {
        if (specifier !== 'piscina') return next(specifier, context);
        try {
          return next(OURS, context);
        } catch {
          return next(specifier, context);
        }
      },
    });
    return;
  }
  // Before Node.js 22.15 `import` has no hook in its own thread: piscina itself is told.
  if (filename !== null) tellPiscina(filename);
  const loader = nodeModule.Module as unknown as Loader;
  const original = loader._resolveFilename;
  loader._resolveFilename = (request, ...rest) => {
    if (request !== 'piscina') return original.call(loader, request, ...rest);
    try {
      return original.call(loader, OURS, ...rest);
    } catch {
      return original.call(loader, request, ...rest);
    }
  };
}

function tellPiscina(filename: string): void {
  try {
    const require = nodeModule.createRequire(pathToFileURL(filename));
    const common = require(join(dirname(require.resolve('piscina')), 'common.js')) as {
      commonState: { isWorkerThread: boolean; workerData: unknown };
    };
    Object.assign(common.commonState, { isWorkerThread: true, workerData });
  } catch {
    // It is not installed there.
  }
}
