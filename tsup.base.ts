import type { Options } from 'tsup';

/** What every build of the house shares. `node20` lowers `using`, which Node 20 and 22 cannot parse. */
const base: Options = {
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  splitting: false,
  keepNames: true,
};

/** A library entry: ESM, CJS and types of both. */
export function library(entry: Record<string, string>, more: Options = {}): Options {
  return {
    ...base,
    entry,
    format: ['esm', 'cjs'],
    // `import.meta.url` must hold in CJS too: worker files are found by it.
    shims: true,
    // tsup 8 injects `baseUrl`, which TypeScript 6 reports as TS5101 unless told otherwise.
    dts: { compilerOptions: { ignoreDeprecations: '6.0', composite: false } },
    clean: false,
    ...more,
  };
}

/** A file that is started by path (a worker entry, a command): ESM only, no types. */
export function program(entry: Record<string, string>, more: Options = {}): Options {
  return { ...base, entry, format: ['esm'], dts: false, clean: false, ...more };
}
