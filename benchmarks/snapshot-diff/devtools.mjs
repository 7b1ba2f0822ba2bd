// DevTools' own heap snapshot code of today, as a function that reads a file.
// The npm package holds TypeScript only: it is fetched once and bundled into a cache outside of git.
import { createReadStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheOf, fetchPackage } from './fetch-package.mjs';

const VERSION = '1.0.1705227';
const WORKER = 'front_end/entrypoints/heap_snapshot_worker';

/** Fetches and bundles what is not there yet; returns the bundle's path. */
export async function prepareDevTools() {
  const bundle = join(cacheOf('devtools'), `heap-snapshot-${VERSION}.mjs`);
  if (existsSync(bundle)) return bundle;
  const root = fetchPackage('chrome-devtools-frontend', VERSION);
  const { build } = await import('esbuild');
  mkdirSync(cacheOf('devtools'), { recursive: true });
  const unfinished = `${bundle}.${process.pid}`;
  await build({
    stdin: {
      contents: `export { HeapSnapshotLoader } from './HeapSnapshotLoader.ts';
export { SecondaryInitManager, HeapSnapshotProgress } from './HeapSnapshot.ts';`,
      resolveDir: join(root, WORKER),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile: unfinished,
    logLevel: 'error',
    // Built by Chromium's own tools and not in the package; has no part in heap snapshots.
    plugins: [
      {
        name: 'generated',
        setup(esbuild) {
          esbuild.onResolve({ filter: /locales\.js$/ }, ({ path }) => ({
            path,
            namespace: 'generated',
          }));
          esbuild.onLoad({ filter: /.*/, namespace: 'generated' }, () => ({
            contents:
              'export const LOCALES = []; export const BUNDLED_LOCALES = []; export const DEFAULT_LOCALE = "en-US"; export const REMOTE_FETCH_PATTERN = ""; export const LOCAL_FETCH_PATTERN = "";',
          }));
        },
      },
    ],
  });
  renameSync(unfinished, bundle);
  return bundle;
}

/** @returns a function that reads a path (or an iterable of text) into DevTools' JSHeapSnapshot */
export async function loadDevTools() {
  // Node.js 20 lacks it, DevTools' code needs it.
  Promise.withResolvers ??= function () {
    let resolve, reject;
    const promise = new this((yes, no) => ([resolve, reject] = [yes, no]));
    return { promise, resolve, reject };
  };
  const { HeapSnapshotLoader, SecondaryInitManager } = await import(
    pathToFileURL(await prepareDevTools()).href
  );
  return async (source, { parseOnly = false } = {}) => {
    const loader = new HeapSnapshotLoader({ sendEvent() {} });
    const chunks =
      typeof source === 'string'
        ? createReadStream(source, { encoding: 'utf8', highWaterMark: 1 << 20 })
        : source;
    for await (const chunk of chunks) {
      loader.write(chunk);
      await undefined; // the loader parses in turns of its own
    }
    loader.close();
    await loader.parsingComplete;
    if (parseOnly) return undefined;
    const { port1, port2 } = new MessageChannel();
    void new SecondaryInitManager(port1);
    const snapshot = await loader.buildSnapshot(port2);
    port1.close();
    port2.close();
    return snapshot;
  };
}
