import type { IsolateSuspect } from '@watertight/snapshot-diff';

/** One leak that the leaky service has on purpose, and how a right answer looks. */
export interface Planted {
  readonly id: string;
  readonly what: string;
  readonly className: string;
  readonly per: 'task' | 'failure';
  /** The isolates that hold it: the main thread, or the workers together. */
  readonly where: 'main' | 'workers';
  /** End of the path of the source file that the answer must point at. */
  readonly file: string;
}

/** The causes that the story tells of, as planted in `service/`. */
export const planted: readonly Planted[] = [
  {
    id: 'worker-per-failure',
    what: "a failed task's worker is replaced but never terminated",
    className: 'Worker',
    per: 'failure',
    where: 'main',
    file: 'service/quarantine.ts',
  },
  {
    id: 'listener-per-task',
    what: 'a listener is added per task on a long-lived worker',
    className: 'TaskContext',
    per: 'task',
    where: 'main',
    file: 'service/journal.ts',
  },
  {
    id: 'results-kept',
    what: "results stay in a worker's module-level map",
    className: 'CachedResult',
    per: 'task',
    where: 'workers',
    file: 'service/tasks/leftovers.ts',
  },
  {
    id: 'interval-per-task',
    what: 'an interval per task is never cleared',
    className: 'Timeout',
    per: 'task',
    where: 'workers',
    file: 'service/tasks/leftovers.ts',
  },
];

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

/** Compares what was found with what was planted. */
export function judge(
  suspects: readonly IsolateSuspect[],
  truth: readonly Planted[] = planted,
): Judgement {
  const judged = truth.map((leak): Judged => {
    const suspect = suspects.find((candidate) => names(candidate, leak));
    if (!suspect) return { planted: leak, right: false };
    return { planted: leak, suspect, right: pointsAt(suspect, leak.file) };
  });
  const accused = new Set(judged.map(({ suspect }) => suspect));
  const unplanted = suspects.filter((suspect) => !accused.has(suspect));
  return { judged, unplanted, right: unplanted.length === 0 && judged.every(({ right }) => right) };
}

function names(suspect: IsolateSuspect, leak: Planted): boolean {
  const inMain = suspect.isolates.some(({ isolate, delta }) => isolate === 'main' && delta > 0);
  return (
    suspect.name === leak.className &&
    suspect.per === leak.per &&
    suspect.k === 1 &&
    inMain === (leak.where === 'main')
  );
}

function pointsAt(suspect: IsolateSuspect, file: string): boolean {
  const places = [suspect.location, ...suspect.path.map(({ location }) => location)];
  return places.some((place) => place?.file.replaceAll('\\', '/').endsWith(file));
}
