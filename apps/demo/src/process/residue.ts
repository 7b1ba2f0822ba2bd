import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Residue } from './protocol.ts';

/** Handles that the process has anyhow: its channel to the parent, its output, the tick's own. */
const own = new Set(['PipeWrap', 'TTYWrap', 'Immediate', 'FSReqCallback']);

/** Looks, and milliseconds between two; what nobody closes is there after any number. */
const looks = { most: 200, apart: 10, mostWithWorkers: 50 };

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
   * What is left once there was time for what closes by callback, or in a thread of its own.
   *
   * @param workers how many worker threads are still alive
   */
  async settle(workers: () => number): Promise<Residue> {
    const isLeft = (): boolean => handles().length > 0 || openFds() > this.#fdsAtStart;
    for (let look = 0; isLeft(); look++) {
      // Workers that are left hold what they have: there is less to wait for.
      if (look >= (workers() > 0 ? looks.mostWithWorkers : looks.most)) break;
      // Not among the handles itself, as it holds nothing.
      await setTimeout(looks.apart, undefined, { ref: false });
    }
    return { workers: workers(), handles: handles(), fds: openFds(), fdsAtStart: this.#fdsAtStart };
  }
}
