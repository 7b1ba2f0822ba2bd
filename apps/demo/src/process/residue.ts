import { readdirSync } from 'node:fs';
import type { Residue } from './protocol.ts';

/** Handles that the process has anyhow: its channel to the parent, its output, the tick's own. */
const own = new Set(['PipeWrap', 'TTYWrap', 'Immediate', 'FSReqCallback']);

const openFds = (): number => {
  try {
    // One of them is the directory being read.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return 0;
  }
};

const handles = (): string[] => process.getActiveResourcesInfo().filter((name) => !own.has(name));

/** Remembers what the process had open at its start, to compare with after disposal. */
export class ResidueCheck {
  readonly #fdsAtStart = openFds();

  /** @param workers how many worker threads are still alive */
  take(workers: number): Residue {
    return { workers, handles: handles(), fds: openFds(), fdsAtStart: this.#fdsAtStart };
  }
}
