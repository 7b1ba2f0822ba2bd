import type { Sample, SignalVerdict, Verdict } from './types.ts';
import { mannKendall, senSlope } from './trend.ts';

/** Leaks of these cost memory that no heap shows: each thread and descriptor has its own. */
const OUTSIDE = new Set(['threads', 'workers']);

/**
 * When the memory is used up at the rate of the confirmed leaks: that of the process, or V8's
 * limit on the main heap, whichever comes first. Undefined when the leak costs no memory.
 */
export function outOfMemory(
  signals: readonly SignalVerdict[],
  last: Sample,
  at: readonly number[],
  rss: readonly number[],
): Verdict['outOfMemory'] {
  const leaks = signals.filter(({ verdict }) => verdict === 'leak');
  let perSecond = 0;
  for (const { unit, slopePerSecond } of leaks) {
    if (unit === 'bytes') perSecond += Math.max(0, slopePerSecond);
  }
  // Resident memory alone proves nothing, but once threads are known to leak it is their price.
  if (leaks.some(({ signal }) => OUTSIDE.has(signal))) {
    const from = Math.floor(rss.length * 0.4);
    const late = rss.slice(from);
    if (mannKendall(late).tau > 0.5) {
      perSecond = Math.max(perSecond, senSlope(at.slice(from), late).slope * 1_000);
    }
  }
  const ends: { seconds: number; limit: number }[] = [];
  if (perSecond > 0) {
    ends.push({ seconds: Math.max(0, last.limit - last.rss) / perSecond, limit: last.limit });
  }
  const heap = leaks.find(({ signal }) => signal === 'main.floor');
  const main = last.isolates[0];
  if (heap && main && heap.slopePerSecond > 0) {
    const seconds = Math.max(0, main.heapLimit - main.floor) / heap.slopePerSecond;
    ends.push({ seconds, limit: main.heapLimit });
  }
  return ends.sort((a, b) => a.seconds - b.seconds)[0];
}
