// The module that the pool's workers load: it finds the user's functions and calls them.
import { createRequire } from 'node:module';
import { getPriority, setPriority } from 'node:os';
import { extname, isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import { markMove } from '../protocol/move-marks.ts';
import { redirectPiscina } from './redirect-piscina.ts';
import { isMovable, unpack } from './movable.ts';
import { enterWorker } from './worker-state.ts';

type Handler = (task: unknown) => unknown;

/** What the main thread writes behind the `#` of this module's URL. */
export interface HandlerSetup {
  readonly filename: string | null;
  readonly name: string;
  readonly niceIncrement: number;
}

const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const handlers: Map<string, Handler | null> = new Map();
const setup = JSON.parse(
  decodeURIComponent(new URL(import.meta.url).hash.slice(1)),
) as HandlerSetup;

enterWorker({ workerData });
redirectPiscina(setup.filename);
if (setup.niceIncrement !== 0) await renice(setup.niceIncrement);
const handler = setup.filename === null ? null : await find(setup.filename, setup.name);

/** Runs a task with the function that the pool was made for. */
export function run(task: unknown): unknown {
  if (handler === null) throw noHandler(setup.filename);
  return give(handler(task));
}

/** Runs a task with a function that `run()` named. */
export function runOther(task: unknown, filename: string, name: string): unknown {
  const known = handlers.get(`${filename}\0${name}`);
  if (known) return give(known(task));
  return findAndRun(task, filename, name);
}

async function findAndRun(task: unknown, filename: string, name: string): Promise<unknown> {
  const found = await find(filename, name);
  if (found === null) throw noHandler(filename);
  return give(found(task));
}

function noHandler(filename: string | null): Error {
  return new Error(`No handler function exported from ${filename}`);
}

/** Passes the result on; one that was marked with `move()` is moved. */
function give(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result;
  if (isMovable(result)) {
    const { value, transfer } = unpack(result);
    if (typeof value === 'object' && value !== null) markMove(value, transfer);
    return value;
  }
  if (typeof (result as { then?: unknown }).then !== 'function') return result;
  return Promise.resolve(result).then(give);
}

async function find(filename: string, name: string): Promise<Handler | null> {
  const key = `${filename}\0${name}`;
  if (!handlers.has(key)) handlers.set(key, await load(filename, name));
  return handlers.get(key)!;
}

async function load(filename: string, name: string): Promise<Handler | null> {
  const path = resolve(filename);
  const namespace = await importOrRequire(path);
  // CommonJS: the default export is `module.exports`, and names are its properties.
  const exported = require.cache[path]?.exports as Record<string, unknown> | undefined;
  const isPlain = exported !== undefined && !exported?.['__esModule'];
  const candidates = [
    name === 'default' && isPlain ? exported : exported?.[name],
    namespace?.[name],
  ];
  for (const candidate of candidates) {
    // A module may export the promise of its function, to be ready later.
    const found = await candidate;
    if (typeof found === 'function') return found as Handler;
  }
  return null;
}

/** Extensions may be left out, as for `require()`; a relative path is one of the process. */
function resolve(filename: string): string {
  try {
    return require.resolve(isAbsolute(filename) ? filename : `./${filename}`);
  } catch {
    return filename;
  }
}

async function importOrRequire(path: string): Promise<Record<string, unknown> | undefined> {
  const isHooked =
    extname(path) in require.extensions && !/^\.([cm]?js|json|node)$/.test(extname(path));
  if (isHooked) {
    // TypeScript through a hook of `require()`, which `import()` would not see.
    try {
      require(path);
      return undefined;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'ERR_REQUIRE_ESM' && code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    }
  }
  return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
}

async function renice(increment: number): Promise<void> {
  if (process.platform === 'linux') {
    // There niceness is a thread's own, and 0 is the calling thread; 19 is the largest.
    setPriority(0, Math.min(getPriority(0) + increment, 19));
    return;
  }
  try {
    const { nice } = require('@napi-rs/nice') as { nice(increment: number): void };
    nice(increment);
  } catch {
    // Elsewhere it takes that optional package, as with piscina.
  }
}
