import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { FileError } from '../command/usage-error.ts';
import { asInterruption, InterruptionWatch } from '../interruption.ts';
import { exportsOf, ModuleError } from './exports-of.ts';

/** The task of a module that is to run, once it is known that both are there. */
export interface ChosenTask {
  readonly module: string;
  readonly task: string;
}

/** Loads the module to see what it exports; resolves with an exit code when it is interrupted. */
export async function chooseTask(
  file: string,
  task: string | undefined,
): Promise<ChosenTask | number> {
  checkFile(file);
  using interruption = new InterruptionWatch();
  const module = pathToFileURL(file).href;
  const stop = new AbortController();
  const names = await Promise.race([exportsOf(module, stop.signal), interruption.happened])
    .catch((error: unknown) => {
      const interrupt = asInterruption(error);
      if (interrupt) return interrupt.exitCode;
      throw new FileError(`${file} cannot be loaded: ${messageOf(error)}`, { cause: error });
    })
    .finally(() => stop.abort());
  if (typeof names === 'number') return names;
  return { module, task: pick(names, task, file) };
}

function checkFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new FileError(`--worker: there is no file ${file}`);
  if (!found.isFile()) throw new FileError(`--worker: ${file} is not a file`);
}

function pick(names: readonly string[], task: string | undefined, file: string): string {
  const list = names.join(', ');
  if (names.length === 0) throw new FileError(`${file} exports no function that could be a task`);
  if (task === undefined) {
    if (names.length === 1) return names[0] as string;
    throw new FileError(`--task is missing; ${file} exports ${list}`);
  }
  if (names.includes(task)) return task;
  throw new FileError(`--task is ${JSON.stringify(task)}; ${file} exports ${list}`);
}

/** With the first lines of the stack where it is the module's own: they say where it happened. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof ModuleError)) return error.message;
  if (error.code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return `Node.js ${process.versions.node} cannot load TypeScript; 22.18 or later can, or point to the compiled module`;
  }
  return (error.stack ?? error.message).split('\n').slice(0, 4).join('\n');
}
