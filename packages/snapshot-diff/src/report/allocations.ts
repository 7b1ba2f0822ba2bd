import type { AllocationStack } from '../graph/allocation-stacks.ts';
import { place } from './clean.ts';
import { bytes, count } from './numbers.ts';
import type { Paint } from './terminal.ts';

/** Calls of a stack that are shown, the innermost first. */
const FRAMES = 6;

/** Allocation stacks for a person at a terminal. */
export function allocationLines(stacks: readonly AllocationStack[], paint: Paint): string[] {
  return stacks.flatMap(({ frames, count: objects, bytes: size }) => [
    `${bytes(size)} in ${count(objects)} objects`,
    ...frames.slice(0, FRAMES).map(({ name, location }) => {
      const where = place(location);
      return `   ${name}${where === '' ? '' : ` ${paint('dim', `(${where})`)}`}`;
    }),
    ...(frames.length > FRAMES ? [paint('dim', `   … ${frames.length - FRAMES} more calls`)] : []),
  ]);
}
