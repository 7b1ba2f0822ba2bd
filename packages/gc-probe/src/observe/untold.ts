import type { GcRecord } from './gc-log.ts';
import type { MajorFloor } from './isolate-watch.ts';
import type { Told } from './protocol.ts';

/** Of either to keep between two questions. */
const MAX_UNTOLD = 4_096;

/** What an isolate has not told a probe yet; moments on the clock of all threads. */
export class Untold {
  readonly #records: GcRecord[] = [];
  readonly #floors: MajorFloor[] = [];
  /** Whether the probe wants to hear of every single collection. */
  wantsRecords = false;

  addRecords(records: readonly GcRecord[]): void {
    if (this.wantsRecords) keep(this.#records, records);
  }

  addFloor(floor: MajorFloor): void {
    keep(this.#floors, [floor]);
  }

  /** Hands everything over. */
  take(): Told {
    return { records: this.#records.splice(0), floors: this.#floors.splice(0) };
  }
}

/** A probe that is slow to ask is told the newest; the totals count them all. */
function keep<T extends { readonly at: number }>(kept: T[], more: readonly T[]): void {
  for (const each of more) kept.push({ ...each, at: each.at + performance.timeOrigin });
  if (kept.length > MAX_UNTOLD) kept.splice(0, kept.length - MAX_UNTOLD);
}
