import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * The names of the functions that a module exports, as the pool will find them: `init` and `teardown`
 * are hooks and no tasks. It is loaded in a worker, where it may do what it likes.
 */
export async function exportsOf(module: string, signal: AbortSignal): Promise<string[]> {
  const worker = new Worker(program, {
    eval: true,
    workerData: module,
    // What the module prints while it is loaded is not for the results.
    stdout: true,
    stderr: true,
  });
  try {
    const exited = once(worker, 'exit', { signal }).then(([code]) => {
      throw new Error(`it ended its worker while it was loaded, with exit code ${String(code)}`);
    });
    const answered = once(worker, 'message', { signal }) as Promise<[Answer]>;
    // The one that loses must not count as unhandled.
    exited.catch(() => {});
    answered.catch(() => {});
    const [answer] = await Promise.race([answered, exited, late(signal)]);
    if ('failure' in answer) throw new ModuleError(answer.failure);
    return answer.names;
  } finally {
    await worker.terminate();
  }
}

/** What the module threw while it was loaded, as it was seen in the worker. */
export class ModuleError extends Error {
  readonly code: string | undefined;

  constructor({ message, stack, code }: Failure) {
    super(message);
    this.stack = stack;
    this.code = code;
  }
}

interface Failure {
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
}

type Answer = { readonly names: string[] } | { readonly failure: Failure };

/** Milliseconds that a module may take to load, as in the pool. */
const patience = 30_000;

function late(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`it was not loaded within ${patience / 1000} s`)),
      patience,
    );
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

// A CommonJS module shows `module.exports` as `default`; its names are not always detected.
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { fileURLToPath } = require('node:url');
const functionsOf = (value) =>
  Object.keys(Object(value)).filter((key) => typeof value[key] === 'function');
import(workerData)
  .then((namespace) => {
    const common = require.cache[fileURLToPath(workerData)];
    const names = new Set([...functionsOf(namespace), ...(common ? functionsOf(common.exports) : [])]);
    for (const hook of ['init', 'teardown']) names.delete(hook);
    parentPort.postMessage({ names: [...names] });
  })
  .catch((error) => {
    const { message = String(error), stack = message, code } = Object(error);
    parentPort.postMessage({ failure: { message: String(message), stack: String(stack), code } });
  });
`;
