import { readFileSync } from 'node:fs';
import type { Hunk } from './line-difference.ts';

/** What the fixed service has otherwise than the leaky one in a source file. */
export interface Fix {
  /** Path within `src`. */
  readonly file: string;
  readonly hunks: readonly Hunk[];
}

/** Written beside the program when it is built. */
export const fixesFile = 'fixes.json';

export function fixesOf(scenario: string): readonly Fix[] {
  const text = readFileSync(new URL(`./${fixesFile}`, import.meta.url), 'utf8');
  return (JSON.parse(text) as Record<string, Fix[]>)[scenario] ?? [];
}
