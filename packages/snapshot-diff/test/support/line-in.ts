import { readFileSync } from 'node:fs';
import { fixture } from './run-node.ts';

/** Number of the first line of a fixture that has this text. */
export function lineIn(file: string, text: string): number {
  const lines = readFileSync(fixture(file), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`${file} has no line with "${text}"`);
  return index + 1;
}
