import { SnapshotError } from '../errors.ts';
import type { Layout } from './layout.ts';

/** The calls that allocated, as a tree in columns: one entry per call, its caller by index. */
export interface AllocationTraces {
  /** Trace ids, which nodes carry. */
  readonly id: Uint32Array;
  /** Index of the caller's entry; that of the top is its own. */
  readonly parent: Uint32Array;
  /** Index in the functions. */
  readonly function: Uint32Array;
  /** String indexes of names and scripts; lines and columns as in the file. */
  readonly functions: readonly { name: number; script: number; line: number; column: number }[];
}

/**
 * Reads `trace_function_infos` and `trace_tree`. The infos may be more than the header counts: the array
 * counts. Undefined where allocations were not tracked.
 */
export function readAllocationTraces(
  infos: string,
  tree: string,
  { trace }: Layout,
  position: number,
): AllocationTraces | undefined {
  if (infos === '' || tree === '' || trace.id < 0 || trace.functionIndex < 0) return undefined;
  const numbers = parse(infos, position) as number[];
  const functions: AllocationTraces['functions'][number][] = [];
  for (let from = 0; from + trace.infoFields <= numbers.length; from += trace.infoFields) {
    functions.push({
      name: numbers[from + trace.name]!,
      script: numbers[from + trace.script]!,
      line: numbers[from + trace.line]!,
      column: numbers[from + trace.column]!,
    });
  }
  const id: number[] = [];
  const parent: number[] = [];
  const of: number[] = [];
  // The tree is deep: a stack of our own.
  const waiting: { list: unknown[]; above: number }[] = [
    { list: parse(tree, position) as unknown[], above: -1 },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { list, above } = next;
    for (let from = 0; from + trace.nodeFields <= list.length; from += trace.nodeFields) {
      const index = id.push(Number(list[from + trace.id])) - 1;
      parent.push(above < 0 ? index : above);
      of.push(Number(list[from + trace.functionIndex]));
      const children = list[from + trace.children];
      if (Array.isArray(children)) waiting.push({ list: children, above: index });
    }
  }
  if (id.length === 0) return undefined;
  return {
    id: Uint32Array.from(id),
    parent: Uint32Array.from(parent),
    function: Uint32Array.from(of),
    functions,
  };
}

function parse(text: string, position: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SnapshotError('ERR_SNAPSHOT_SYNTAX', 'the allocation traces are not valid JSON', {
      position,
      cause,
    });
  }
}
