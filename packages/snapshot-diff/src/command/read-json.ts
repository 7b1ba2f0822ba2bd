import { readFile } from 'node:fs/promises';
import { EXIT, ExitError } from './exit-codes.ts';

/** @throws {ExitError} 66 without the file, 65 when it is no JSON */
export async function readJson(option: string, file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const message = `${option} ${file}: ${(cause as Error).message}`;
    throw new ExitError(EXIT.noInput, message, { cause });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const message = `${option} ${file} is no JSON: ${(cause as Error).message}`;
    throw new ExitError(EXIT.data, message, { cause });
  }
}
