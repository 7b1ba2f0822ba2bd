import type { AllocationStack } from '../graph/allocation-stacks.ts';
import type { RetainerPath } from '../graph/retainer-paths.ts';
import type { Freed } from '../graph/what-if.ts';
import { allocationLines } from './allocations.ts';
import { cleaned } from './clean.ts';
import { bytes, count } from './numbers.ts';
import { pathLines, type TerminalOptions } from './terminal.ts';

/** JSON of the `paths` command. */
export interface PathsDocument {
  schema: 'watertight.snapshot-diff.paths/1';
  /** With `freed` where it was asked for: what would be garbage without the path's last reference. */
  paths: (RetainerPath & { freed?: Freed })[];
  /** Of one object, where it was asked for: without any reference to it. */
  freedByAll?: Freed;
  /** Where the objects were allocated, if V8 tracked it. */
  allocations?: AllocationStack[];
}

/** Retainer paths for a person at a terminal. */
export function terminalPaths(document: PathsDocument, options: TerminalOptions = {}): string {
  const { paint = (_, text) => text } = options;
  const { paths, freedByAll, allocations = [] } = cleaned(document);
  const lines: string[] = [];
  for (const [index, way] of paths.entries()) {
    const more = way.count > 1 ? `, and ${count(way.count - 1)} more held alike` : '';
    const sizes = `${bytes(way.shallowSize)} shallow, ${bytes(way.retainedSize)} retained`;
    lines.push(
      paint('bold', `${index + 1}. ${way.name} @${way.id} (${sizes})${more}`),
      ...pathLines(way.path, paint).map((line) => `   ${line}`),
      ...(way.freed ? [`   ${freedWords('without this reference', way.freed)}`] : []),
      '',
    );
  }
  if (freedByAll) lines.push(freedWords('Without any reference to it', freedByAll), '');
  if (allocations.length > 0) {
    lines.push(paint('bold', 'Allocated by'), ...allocationLines(allocations, paint));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function freedWords(cut: string, { objects, bytes: size, classes }: Freed): string {
  if (objects === 0) return `${cut}: nothing would be freed, something else holds it`;
  const most = classes.slice(0, 3).map((one) => `${count(one.count)} × ${one.name}`);
  return `${cut}: ${bytes(size)} in ${count(objects)} objects would be freed (${most.join(', ')})`;
}
