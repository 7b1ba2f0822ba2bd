import type { IsolateSuspect } from '@watertight/snapshot-diff';
import type { Planted } from '../scenarios/planted.ts';

/** A planted leak beside the suspect that names it, if one does. */
export interface Judged {
  readonly planted: Planted;
  readonly suspect?: IsolateSuspect;
  /** Class, count and place are right; and so is the source file. */
  readonly right: boolean;
}

export interface Judgement {
  readonly judged: readonly Judged[];
  /** Suspects that name nothing that was planted: false accusations. */
  readonly unplanted: readonly IsolateSuspect[];
  readonly right: boolean;
}

/**
 * Compares what was found with what was planted.
 *
 * @param growing what grew by no multiple: where a burst is to be found, and no accusation
 */
export function judge(
  suspects: readonly IsolateSuspect[],
  truth: readonly Planted[],
  growing: readonly IsolateSuspect[] = [],
): Judgement {
  const judged = truth.map((leak): Judged => {
    const candidates = leak.per === 'burst' ? [...suspects, ...growing] : suspects;
    const suspect = candidates.find((candidate) => names(candidate, leak));
    if (!suspect) return { planted: leak, right: false };
    return { planted: leak, suspect, right: pointsAt(suspect, leak.file) };
  });
  const unplanted = suspects.filter((suspect) => !truth.some((leak) => names(suspect, leak)));
  return { judged, unplanted, right: unplanted.length === 0 && judged.every(({ right }) => right) };
}

function names(suspect: IsolateSuspect, leak: Planted): boolean {
  const inMain = suspect.isolates.some(({ isolate, delta }) => isolate === 'main' && delta > 0);
  if (!leak.classNames.includes(suspect.name) || inMain !== (leak.where === 'main')) return false;
  if (leak.per === 'burst') return suspect.delta > 0;
  return suspect.per === leak.per && suspect.k === leak.k;
}

function pointsAt(suspect: IsolateSuspect, file: string | undefined): boolean {
  if (file === undefined) return true;
  const places = [suspect.location, ...suspect.path.map(({ location }) => location)];
  return places.some((place) => place?.file.replaceAll('\\', '/').endsWith(file));
}
