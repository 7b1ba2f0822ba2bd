import type { History } from './history.ts';

/** Compiled code of the isolates whose floor a signal is, row by row; 0 where none was read. */
export function codeOf(history: History, floor: string): number[] {
  const code = history.values(floor.replace('floor', 'code'));
  return code.length > 0 ? code : history.columns().at.map(() => 0);
}
