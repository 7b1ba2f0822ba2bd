import { readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Residue } from './protocol.ts';

/** Handles that the process has anyhow: its channel to the parent, its output, the tick's own. */
const own = new Set(['PipeWrap', 'TTYWrap', 'Immediate', 'FSReqCallback']);

/** Turns of the loop for what is closing; a handle that nobody closes is there after any number. */
const turns = 20;

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

  /**
   * What is left once the loop has had some turns for what closes by callback.
   *
   * @param workers how many worker threads are still alive
   */
  async settle(workers: () => number): Promise<Residue> {
    for (let turn = 0; turn < turns && handles().length > 0; turn++) await setImmediate();
    return { workers: workers(), handles: handles(), fds: openFds(), fdsAtStart: this.#fdsAtStart };
  }
}
