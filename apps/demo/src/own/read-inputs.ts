import { readFileSync } from 'node:fs';
import { FileError } from '../command/usage-error.ts';
import { jsonFault } from './json-fault.ts';

/** The inputs of the tasks, in turn: those of the array in the file, or what else is in it. */
export function readInputs(file: string | undefined): readonly unknown[] {
  if (file === undefined) return [];
  const value = parseJson(textOf(file), file);
  if (!Array.isArray(value)) return [value];
  if (value.length === 0) throw new FileError(`the input ${file} is an empty array; nothing to do`);
  return value;
}

function textOf(file: string): string {
  try {
    // A byte order mark is what some editors leave, and no fault of the data.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new FileError(`the input cannot be read: ${String(error)}`, { cause: error });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const before = text.slice(0, jsonFault(text)).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
    const message = error instanceof Error ? error.message : String(error);
    throw new FileError(`the input ${file} is not JSON, ${place}: ${message}`, { cause: error });
  }
}
