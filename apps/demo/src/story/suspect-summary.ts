import type { IsolateSuspect } from '@watertight/snapshot-diff';
import { pathLine, placeOf } from './wording.ts';

/** What is told of a suspect as plain data, but for its name. */
export function summariseSuspect(suspect: IsolateSuspect): Record<string, unknown> {
  return {
    delta: suspect.delta,
    per: suspect.per,
    k: suspect.k,
    retainedSize: suspect.retainedSize,
    isolates: suspect.isolates,
    place: placeOf(suspect),
    path: pathLine(suspect),
  };
}
