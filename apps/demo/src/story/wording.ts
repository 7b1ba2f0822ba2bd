import { fileURLToPath } from 'node:url';
import type { IsolateSuspect } from '@watertight/snapshot-diff';
import { formatBytes, signalTitle } from './metrics.ts';
import type { Act } from './narrator.ts';
import { labels, type StoryRecord } from './record.ts';
import type { Judged } from './truth.ts';

/** What each act says of itself when it begins. */
export function actTitle(act: Act, record: StoryRecord): string {
  const { scenario, settings, detection } = record;
  const { leaky, fixed } = labels(record);
  const titles: Record<Act, string> = {
    start:
      `${sentence(scenario.title)}.\n` +
      `Starting the same service twice: ${leaky} and ${fixed} (seed ${settings.seed})`,
    load: settings.round
      ? `Load: in rounds of ${settings.round} tasks, each followed by a look; the same for both`
      : `Load: ${settings.rate} tasks/s in the mean, the same arrivals for both`,
    detect: detection
      ? `Leak detected after ${detection.seconds.toFixed(1)} s and ${detection.tasks} tasks; ` +
        `first signal: ${signalTitle(detection.first)}`
      : 'No leak detected',
    snapshot:
      `Snapshots of every isolate, ${settings.between.tasks} tasks ` +
      `(${settings.between.malformed} of them failing) between the two`,
    compare: 'Comparing the snapshots: which classes grew by a multiple of the tasks?',
    prove: 'Disposing of both services: what is left?',
    done: 'Done',
  };
  return titles[act];
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `1 per task`. */
export const countOf = (suspect: IsolateSuspect): string =>
  suspect.per ? `${suspect.k} per ${suspect.per}` : 'no multiple';

/** `TaskContext +101, 1 per task, 1.7 MB retained, in main`. */
export function suspectLine(suspect: IsolateSuspect): string {
  const where = suspect.isolates.map(({ isolate, delta }) => `${isolate} +${delta}`).join(', ');
  return (
    `${suspect.name} +${suspect.delta}, ${countOf(suspect)}, ` +
    `${formatBytes(suspect.retainedSize)} retained (${where})`
  );
}

/** `service/journal.ts:44:46`: the last folders of a path are enough for a person. */
export function placeOf(suspect: IsolateSuspect): string {
  const place =
    suspect.location ?? suspect.path.findLast(({ location }) => location !== undefined)?.location;
  if (!place) return 'no source position';
  const file = place.file.replaceAll('\\', '/').split('/').slice(-3).join('/');
  return `${file}:${place.line}:${place.column}`;
}

/** The retainer path from the root to the object, files named as seen from this project. */
export const pathSteps = (suspect: IsolateSuspect): string[] =>
  suspect.path.map(({ text }) => text.replaceAll(home, ''));

/** The whole retainer path in one line. */
export const pathLine = (suspect: IsolateSuspect): string => pathSteps(suspect).join(' → ');

/** Whether the culprit was named, for the scoreboard. */
export function judgedLine({ planted, suspect, right }: Judged): string {
  if (!suspect) return `missed    ${planted.what} (${planted.classNames.join(' or ')})`;
  return `${right ? 'right   ' : 'MISPLACED'}  ${planted.what}: ${suspect.name}, ${countOf(suspect)}`;
}

/** What was named, in a few words: `Worker 1 per failure`. */
export function namedAs({ judgement }: StoryRecord): string {
  const named = judgement?.judged.flatMap(({ suspect }) => suspect ?? []) ?? [];
  if (named.length === 0) return 'nobody';
  if (named.length > 1) return named.map(({ name }) => name).join(', ');
  return named.map((suspect) => `${suspect.name} ${countOf(suspect)}`).join('');
}

/** The root of this repository, from the built file as from the source. */
const home = fileURLToPath(new URL('.', import.meta.url)).replace(
  /apps[/\\]demo[/\\](?:dist|src)[/\\].*$/,
  '',
);
