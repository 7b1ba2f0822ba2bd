import { readFileSync } from 'node:fs';
import { fixture } from './run-node.ts';

/** Number of the first line of a fixture that has this text, from the line on that has another. */
export function lineIn(file: string, text: string, after = ''): number {
  const lines = readFileSync(fixture(file), 'utf8').split('\n');
  const from = lines.findIndex((line) => line.includes(after));
  const index = lines.findIndex((line, at) => at >= from && line.includes(text));
  if (index < 0) throw new Error(`${file} has no line with "${text}"`);
  return index + 1;
}
