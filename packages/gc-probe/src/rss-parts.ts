import type { IsolateSample, OutsideFigures, Sample } from './types.ts';

/** Splits the resident set into heaps, what their objects hold outside, and the rest. */
export function rssParts(
  rss: number,
  isolates: readonly IsolateSample[],
  outside: readonly OutsideFigures[],
): Sample['rssParts'] {
  let heap = 0;
  let external = 0;
  for (const isolate of isolates) {
    heap += isolate.heapResident;
    external += isolate.external;
  }
  for (const worker of outside) {
    heap += worker.heapTotal;
    external += worker.external;
  }
  return { heap, external, rest: Math.max(0, rss - heap - external) };
}
