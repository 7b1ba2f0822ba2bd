// Used when the demo is built: the sources are there then, whatever becomes of the build.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fix } from './fix.ts';
import { lineDifference, type Hunk } from './line-difference.ts';
import { switchedSource, switchesOf } from './switched-source.ts';

/**
 * What the fixed service of each scenario has otherwise than the leaky one, in the words of their
 * source.
 *
 * @param folder of the sources
 * @param scenarios the mistakes of each, by its name
 */
export function findFixes(
  folder: string,
  scenarios: readonly { readonly id: string; readonly leaks: readonly string[] }[],
): Record<string, Fix[]> {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({
      file: file.replaceAll('\\', '/'),
      source: readFileSync(join(folder, file), 'utf8'),
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  return Object.fromEntries(
    scenarios.map(({ id, leaks }) => [
      id,
      sources
        .filter(({ source }) => leaks.some((leak) => switchesOf(source).has(leak)))
        .map(({ file, source }) => ({
          file,
          hunks: lineDifference(
            switchedSource(source, new Set(leaks)),
            switchedSource(source, new Set()),
          ).map(tidy),
        })),
    ]),
  );
}

/** Without the indentation that all its lines have, and without a blank line at its end. */
function tidy(hunk: Hunk): Hunk {
  const last = hunk.findLastIndex(({ text }) => text.trim() !== '');
  const lines = hunk.slice(0, last + 1);
  const indents = lines.flatMap(({ text }) => (text.trim() ? text.search(/\S/) : []));
  return lines.map(({ sign, text }) => ({ sign, text: text.slice(Math.min(...indents)) }));
}
