import type { IsolateSuspect } from '@watertight/snapshot-diff';
import type { Observation } from '../../src/process/protocol.ts';
import { createRecord, type StoryRecord } from '../../src/story/record.ts';
import { story } from '../../src/scenarios/catalogue.ts';
import type { Planted } from '../../src/scenarios/planted.ts';
import { judge } from '../../src/story/truth.ts';

const { planted } = story;

/** A suspect as the differ would name the planted leak. */
export function suspectFor(leak: Planted, more: Partial<IsolateSuspect> = {}): IsolateSuspect {
  const isolate = leak.where === 'main' ? 'main' : 'worker-1';
  const delta = leak.per === 'task' ? 101 : 7;
  return {
    name: leak.classNames[0]!,
    key: `,${leak.classNames[0]!}`,
    delta,
    per: leak.per,
    k: 1,
    shallowSize: 40 * delta,
    retainedSize: 4000 * delta,
    path: [{ text: '(root)' }, { text: leak.classNames[0]! }],
    location: { file: `/somewhere/src/${leak.file}`, line: 12, column: 3 },
    isolates: [{ isolate, threadId: leak.where === 'main' ? 0 : 1, delta }],
    ...more,
  } as IsolateSuspect;
}

export function observationAt(
  seconds: number,
  verdict: 'insufficient' | 'stable' | 'suspect' | 'leak',
  rss = 100e6,
): Observation {
  return {
    seconds,
    figures: {
      done: seconds * 40,
      failures: 1,
      waiting: 0,
      listeners: 1,
      p50: 5,
      p99: 9,
    },
    sample: {
      rss,
      threads: 14,
      fds: 30,
      workers: 4,
      isolates: [
        { isolate: 'main', threadId: 0, floor: 8e6, heapUsed: 9e6, external: 3e6, resources: {} },
        { isolate: 'worker-1', threadId: 1, floor: 5e6, external: 2e6, resources: { Timeout: 2 } },
      ],
      counters: {},
    },
    verdict: { verdict, signals: [], explanation: `called ${verdict} <by hand>` },
  } as unknown as Observation;
}

/** The record of a run in which everything went as it should. */
export function provedRecord(): StoryRecord {
  const record = createRecord(
    story,
    {
      seed: 1,
      rate: 40,
      round: undefined,
      settle: 4000,
      between: { tasks: 101, malformed: 7 },
      patience: { observations: 100, seconds: 300 },
    },
    {
      node: 'v20.19.0',
      v8: '11.3',
      platform: 'linux-x64',
      cpus: 2,
      memory: 8e9,
      startedAt: '2026-01-01T00:00:00.000Z',
    },
    [
      {
        file: 'service/journal.ts',
        hunks: [
          [
            { sign: ' ', text: 'const n = 1 < 2;' },
            { sign: '-', text: 'leaks();' },
            { sign: '+', text: 'cleans();' },
          ],
        ],
      },
    ],
  );
  const { leaky, fixed } = record.services;
  leaky.observations.push(observationAt(1, 'insufficient'), observationAt(10, 'leak', 180e6));
  fixed.observations.push(observationAt(1, 'insufficient'), observationAt(10, 'stable'));
  leaky.suspects = planted.map((leak) => suspectFor(leak));
  leaky.verdict = leaky.observations.at(-1)!.verdict;
  fixed.verdict = fixed.observations.at(-1)!.verdict;
  record.between = { tasks: 101, failures: 7 };
  record.detection = { seconds: 9, tasks: 360, first: 'threads', signals: [] };
  record.judgement = judge(leaky.suspects, planted);
  leaky.residue = { workers: 9, handles: [], fds: 60, fdsAtStart: 20 };
  leaky.ending = { code: 70, signal: null, byItself: false };
  fixed.residue = { workers: 0, handles: [], fds: 20, fdsAtStart: 20 };
  fixed.ending = { code: 0, signal: null, byItself: true };
  record.seconds = 40;
  record.outcome = 'proved';
  return record;
}
