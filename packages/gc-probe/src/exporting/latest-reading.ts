import type { Probe } from '@watertight/gc-probe';
import type { Sample, Verdict } from '@watertight/gc-probe';

/** What an exporter shows. */
export interface Reading {
  readonly sample: Sample;
  readonly verdict: Verdict;
}

/**
 * A function that takes a sample and the verdict, once for all who ask in the same turn of the
 * loop: one scrape asks for some twenty metrics. Of a disposed probe it is what was seen last.
 */
export function latestReading(probe: Probe): () => Promise<Reading | undefined> {
  let current: Promise<Reading | undefined> | undefined;
  return () => {
    current ??= read(probe).finally(() => {
      setImmediate(() => (current = undefined));
    });
    return current;
  };
}

async function read(probe: Probe): Promise<Reading | undefined> {
  const sample = await probe.sample().catch(() => probe.samples.at(-1));
  return sample && { sample, verdict: probe.verdict() };
}
