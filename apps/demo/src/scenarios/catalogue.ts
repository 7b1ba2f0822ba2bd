import type { LeakId } from '../systems/leaks.ts';
import type { Planted } from './planted.ts';

/** One story that the demo can tell: what is wrong, and what a right answer says of it. */
export interface Scenario {
  readonly id: string;
  /** One line for a person. */
  readonly title: string;
  /** A control looks like a leak and is none: it must stay without any accusation. */
  readonly kind: 'leak' | 'control';
  /** What the leaky service (or the control) does, and the other does not. */
  readonly leaks: readonly LeakId[];
  readonly planted: readonly Planted[];
  /** Tasks per second, in the mean. */
  readonly rate: number;
  /** How tasks arrive: one by one at random, or now and then this many at once. */
  readonly burst?: number;
  /** Under load, one document in so many is malformed. @default 53 */
  readonly malformedIn?: number;
  /** Tasks between two looks where rounds set the pace, not the clock. */
  readonly round: number;
  /** Settle window of the verdict in milliseconds. */
  readonly settle: number;
  /** Tasks between the two snapshots: a prime, so that multiples of it are no accident. */
  readonly between: { readonly tasks: number; readonly malformed: number };
  /** More workers than this at an idle moment is a finding of its own. */
  readonly maxWorkers?: number;
  /** Workers come and go, or are too many to look into: snapshots are of the main thread only. */
  readonly mainOnly?: boolean;
}

const usual = { rate: 40, round: 13, settle: 2500, between: { tasks: 101, malformed: 7 } } as const;

/**
 * The document service has four workers. On a machine that is busy with other things a look takes so
 * long that hundreds would come before there are looks enough for a verdict.
 */
const mostIdle = 40;

const ofDocuments: readonly Planted[] = [
  {
    id: 'worker-per-failure',
    what: "a failed task's worker is replaced but never terminated",
    classNames: ['Worker'],
    per: 'failure',
    k: 1,
    where: 'main',
    file: 'service/quarantine.ts',
  },
  {
    id: 'listener-per-task',
    what: 'a listener is added per task on a long-lived worker',
    classNames: ['TaskContext'],
    per: 'task',
    k: 1,
    where: 'main',
    file: 'service/journal.ts',
  },
  {
    id: 'results-kept',
    what: "results stay in a worker's module-level map",
    classNames: ['CachedResult'],
    per: 'task',
    k: 1,
    where: 'workers',
    file: 'service/tasks/leftovers.ts',
  },
  {
    id: 'interval-per-task',
    what: 'an interval per task is never cleared',
    classNames: ['Timeout'],
    per: 'task',
    k: 1,
    where: 'workers',
    file: 'service/tasks/leftovers.ts',
  },
];

/** The story of the blog post: four leaks in one service. What `npm run demo` tells. */
export const story: Scenario = {
  id: 'story',
  title: 'a document service with four leaks at once',
  kind: 'leak',
  leaks: ['worker-per-failure', 'listener-per-task', 'results-kept', 'interval-per-task'],
  planted: ofDocuments,
  ...usual,
  settle: 4000,
  maxWorkers: mostIdle,
};

const oneOfTheStory = ofDocuments.map((planted) =>
  leak(planted.id as LeakId, planted.what, planted, { maxWorkers: mostIdle }),
);

/** A leak with a handler of its own, in the file that has its name. */
function leak(
  id: LeakId,
  title: string,
  planted: Partial<Planted>,
  more: Partial<Scenario> = {},
): Scenario {
  return {
    id,
    title,
    kind: 'leak',
    leaks: [id],
    planted: [
      {
        id,
        what: title,
        classNames: ['TaskContext'],
        per: 'task',
        k: 1,
        where: 'main',
        file: `scenarios/handlers/${id}.ts`,
        ...planted,
      },
    ],
    ...usual,
    ...more,
  };
}

function control(id: LeakId, title: string, more: Partial<Scenario> = {}): Scenario {
  return { id, title, kind: 'control', leaks: [id], planted: [], ...usual, ...more };
}

/** Every scenario, the story first. */
export const catalogue: readonly Scenario[] = [
  story,
  leak(
    'worker-per-task',
    'a worker is started per task and never terminated',
    { classNames: ['Worker'] },
    { rate: 3, round: 1, between: { tasks: 13, malformed: 0 }, maxWorkers: 8, mainOnly: true },
  ),
  leak(
    'unbounded-pool',
    'a hand-written pool without an upper bound: a burst starts a worker per task',
    { classNames: ['Worker'], per: 'burst' },
    {
      burst: 12,
      rate: 20,
      round: 12,
      between: { tasks: 29, malformed: 0 },
      maxWorkers: 2,
      mainOnly: true,
    },
  ),
  ...oneOfTheStory,
  leak('pending-map', 'answered tasks stay in the map of pending ones', {
    classNames: ['PendingTask', 'TaskContext'],
  }),
  leak('main-interval-per-task', 'an interval per task in the main thread', {
    classNames: ['TaskContext', 'Timeout'],
  }),
  leak('shared-signal', 'a listener per task on a shared AbortSignal', {
    classNames: ['TaskContext', 'Listener'],
  }),
  leak('fd-per-task', 'a file is opened per task and never closed', {
    classNames: ['file descriptor'],
    file: undefined,
  }),
  leak(
    'socket-per-task',
    'a socket per task is neither ended nor destroyed',
    { classNames: ['Socket'], k: 2 },
    { rate: 20, round: 7 },
  ),
  leak('never-settled', 'a worker that exits with code 0 takes its task with it', {
    classNames: ['PendingTask', 'TaskContext'],
    per: 'failure',
  }),
  leak(
    'worker-per-task-promise',
    'the usual advice: a promise around a worker per task, which may never settle',
    { classNames: ['TaskContext'], per: 'failure' },
    { rate: 10, round: 3, malformedIn: 7, between: { tasks: 41, malformed: 7 }, mainOnly: true },
  ),
  control('object-cycle', 'objects that refer to each other in circles: collected all the same'),
  control('lru-cache', 'a cache that fills to its cap and stays there'),
  control('worker-burst', 'bursts of workers, each terminated and awaited', { mainOnly: true }),
  control('moved-buffers', 'a megabyte per task moved to a worker and back'),
];

/** The catalogue for a person: a line each. */
export const scenarioList = (): string =>
  catalogue.map(({ id, kind, title }) => `${id.padEnd(26)}${kind.padEnd(9)}${title}\n`).join('');

/** The scenario of this name, if there is one. */
export const scenarioNamed = (id: string): Scenario | undefined =>
  catalogue.find((scenario) => scenario.id === id);
