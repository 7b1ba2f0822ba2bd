import type { IsolateSample, Sample } from '../../src/types.ts';

/** A worker's figures, or those of main, whose thread is 0. */
export const isolate = (threadId: number, floor: number, timers = 0): IsolateSample => ({
  isolate: threadId === 0 ? 'main' : `worker-${threadId}`,
  threadId,
  floor,
  heapUsed: floor,
  heapTotal: floor,
  heapLimit: 1e9,
  allocated: 0,
  external: 10 * floor,
  externalFloor: 10 * floor,
  code: 0,
  arrayBuffers: 0,
  heapResident: floor,
  spaces: {},
  loop: { utilization: 0, delayMeanMs: 0, delayP50Ms: 0, delayP99Ms: 0, delayMaxMs: 0 },
  resources: timers > 0 ? { Timeout: timers } : {},
  gc: { count: 1, majors: 1, pauseMs: 1, share: 0, kinds: {} },
});

/** What a probe saw at one moment, with a quiet main isolate. */
export const sample = (
  workers: IsolateSample[],
  missing: string[] = [],
  more: Partial<Sample> = {},
): Sample => ({
  at: 0,
  time: 0,
  rss: 0,
  rssParts: { heap: 0, external: 0, rest: 0 },
  quiescent: true,
  isolates: [isolate(0, 1_000), ...workers],
  missing,
  threads: 7,
  fds: null,
  workers: workers.length,
  counters: { listeners: 3 },
  limit: 1e9,
  ...more,
});
