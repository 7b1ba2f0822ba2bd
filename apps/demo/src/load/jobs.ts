import { createRandom, type Random } from './random.ts';

export type JobKind = 'gzip' | 'hash' | 'markdown' | 'csv';

/** One unit of the service's work. `document` is an index into the corpus of that kind. */
export interface Job {
  readonly id: number;
  readonly kind: JobKind;
  readonly document: number;
  /** A CSV document with broken rows: its inspection in quarantine fails. */
  readonly malformed: boolean;
}

/** How many documents of each kind a corpus holds. */
export const corpusSize = 12;

const mix: readonly JobKind[] = [
  'gzip', 'gzip', 'gzip', 'hash', 'hash', 'hash', 'markdown', 'markdown', 'csv', 'csv',
]; // prettier-ignore

/** The jobs of a batch are numbered from `firstId`; exactly `malformed` of them are broken CSV. */
export interface Batch {
  readonly firstId: number;
  readonly tasks: number;
  readonly malformed: number;
  readonly seed: number;
}

/** The jobs of one batch: the same batch gives the same jobs. */
export function createJobs(batch: Batch): Job[] {
  const random = createRandom(batch.seed * 7919 + batch.firstId);
  const broken = choose(random, batch.tasks, batch.malformed);
  return Array.from({ length: batch.tasks }, (_, index) => {
    const malformed = broken.has(index);
    const kind = malformed ? 'csv' : random.pick(mix);
    return { id: batch.firstId + index, kind, document: random.below(corpusSize), malformed };
  });
}

/** `count` different positions below `limit`. */
function choose(random: Random, limit: number, count: number): Set<number> {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, limit)) chosen.add(random.below(limit));
  return chosen;
}
