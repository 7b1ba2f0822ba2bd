import type { Sample, VerdictKind } from './types.ts';

/** One line on the state of a recorded process, for a terminal. */
export function liveLine(sample: Sample, verdict: VerdictKind, sinceMs: number): string {
  const [main, ...workers] = sample.isolates;
  const parts = [`${(sinceMs / 1_000).toFixed(0)} s`, verdict];
  if (main) {
    parts.push(`floor ${size(main.floor)}`, `external ${size(main.externalFloor)}`);
    parts.push(`gc ${main.gc.count} in ${main.gc.pauseMs.toFixed(0)} ms`);
  }
  if (workers.length > 0) {
    const sum = (read: (worker: Sample['isolates'][number]) => number) =>
      workers.reduce((total, worker) => total + read(worker), 0);
    const floors = size(sum(({ floor }) => floor));
    parts.push(`${workers.length} workers ${floors} + ${size(sum((each) => each.externalFloor))}`);
  }
  parts.push(`rss ${size(sample.rss)}`);
  if (sample.threads !== null) parts.push(`threads ${sample.threads}`);
  if (sample.fds !== null) parts.push(`fds ${sample.fds}`);
  if (sample.missing.length > 0) parts.push(`missing ${sample.missing.join(' ')}`);
  return parts.join(' | ');
}

function size(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
