import { readFileSync } from 'node:fs';
import { UsageError } from '../command/usage-error.ts';

/** The inputs of the tasks, in turn: those of the array in the file, or what else is in it. */
export function readInputs(file: string | undefined): readonly unknown[] {
  if (file === undefined) return [];
  const value = parseJson(textOf(file), file);
  if (!Array.isArray(value)) return [value];
  if (value.length === 0)
    throw new UsageError(`the input ${file} is an empty array; nothing to do`);
  return value;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the input cannot be read: ${String(error)}`, { cause: error });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    // A byte order mark is what some editors leave, and no fault of the data.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the input ${file} is not JSON${placeIn(text, message)}: ${message}`, {
      cause: error,
    });
  }
}

/** Where V8 says that the text goes wrong, as line and column. */
function placeIn(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  // At the end of the text V8 gives no position.
  const before = text.slice(0, position === undefined ? text.length : Number(position));
  const lines = before.split('\n');
  return `, line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
