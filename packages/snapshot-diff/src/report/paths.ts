import type { RetainerPath } from '../graph/retainer-paths.ts';
import { cleaned } from './clean.ts';
import { bytes, count } from './numbers.ts';
import { pathLines, type TerminalOptions } from './terminal.ts';

/** JSON of the `paths` command. */
export interface PathsDocument {
  schema: 'watertight.snapshot-diff.paths/1';
  paths: RetainerPath[];
}

/** Retainer paths for a person at a terminal. */
export function terminalPaths(
  paths: readonly RetainerPath[],
  options: TerminalOptions = {},
): string {
  const { paint = (_, text) => text } = options;
  const lines: string[] = [];
  for (const [index, way] of cleaned(paths).entries()) {
    const more = way.count > 1 ? `, and ${count(way.count - 1)} more held alike` : '';
    const sizes = `${bytes(way.shallowSize)} shallow, ${bytes(way.retainedSize)} retained`;
    lines.push(
      paint('bold', `${index + 1}. ${way.name} @${way.id} (${sizes})${more}`),
      ...pathLines(way.path, paint).map((line) => `   ${line}`),
      '',
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
