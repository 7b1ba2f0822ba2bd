import Papa from 'papaparse';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Arrivals } from '../src/load/arrivals.ts';
import { gapsOf } from '../src/load/schedule.ts';
import { Corpus } from '../src/load/corpus.ts';
import { corpusSize, createJobs, type Job } from '../src/load/jobs.ts';

describe('jobs', () => {
  const batch = { firstId: 10, tasks: 101, malformed: 7, seed: 3 };

  test('the same batch gives the same jobs, another seed gives others', () => {
    expect(createJobs(batch)).toEqual(createJobs(batch));
    expect(createJobs(batch)).not.toEqual(createJobs({ ...batch, seed: 4 }));
  });

  test('exactly the planned number is malformed, and only CSV is', () => {
    for (let seed = 0; seed < 50; seed++) {
      const malformed = createJobs({ ...batch, seed }).filter((job) => job.malformed);
      expect(malformed).toHaveLength(7);
      expect(malformed.every(({ kind }) => kind === 'csv')).toBe(true);
    }
  });

  test('are numbered on from the first, and every kind occurs', () => {
    const jobs = createJobs(batch);
    expect(jobs.map(({ id }) => id)).toEqual(Array.from({ length: 101 }, (_, index) => 10 + index));
    expect(new Set(jobs.map(({ kind }) => kind))).toEqual(
      new Set(['gzip', 'hash', 'markdown', 'csv']),
    );
  });
});

describe('corpus', () => {
  const job = (kind: Job['kind'], malformed = false): Job => ({
    id: 1,
    kind,
    document: 0,
    malformed,
  });

  test('the same seed gives the same documents', () => {
    for (const kind of ['gzip', 'hash', 'markdown', 'csv'] as const) {
      expect(new Corpus(5).inputOf(job(kind))).toEqual(new Corpus(5).inputOf(job(kind)));
      expect(new Corpus(5).inputOf(job(kind))).not.toEqual(new Corpus(6).inputOf(job(kind)));
    }
  });

  test('only malformed CSV has faults for the parser', () => {
    const corpus = new Corpus(1);
    for (let document = 0; document < corpusSize; document++) {
      const faults = (malformed: boolean): number => {
        const text = corpus.inputOf({ ...job('csv', malformed), document }) as string;
        return Papa.parse(text, { header: true }).errors.length;
      };
      expect(faults(false)).toBe(0);
      expect(faults(true)).toBeGreaterThan(0);
    }
  });
});

describe('arrivals', () => {
  const poisson = (seed: number): Generator<number, undefined> =>
    gapsOf({ kind: 'poisson', rate: 40 }, seed);

  afterEach(() => void vi.useRealTimers());

  /** Due times over 100 s of a clock that only the test moves, in steps of `step` ms. */
  const run = (seed: number, step: number): number[] => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const due: number[] = [];
    const start = performance.now();
    using arrivals = new Arrivals(poisson(seed), (at) => due.push(at - start));
    arrivals.start();
    for (let at = 0; at < 100_000; at += step) vi.advanceTimersByTime(step);
    return due;
  };

  test('the same seed gives the same schedule, at the mean rate', () => {
    const due = run(1, 1);
    expect(run(1, 1)).toEqual(due);
    expect(due.length).toBeGreaterThan(3800);
    expect(due.length).toBeLessThan(4200);
  });

  test('what fell due while the process was busy is delivered, not dropped', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    let delivered = 0;
    using arrivals = new Arrivals(poisson(1), () => delivered++);
    arrivals.start();
    // The clock jumps by ten seconds with one timer due, as after a long block of the loop.
    vi.setSystemTime(Date.now());
    vi.advanceTimersByTime(10_000);
    expect(delivered).toBeGreaterThan(350);
  });

  test('what falls due during a hold is delivered at its end, and the schedule stays the same', () => {
    const due = run(1, 1).filter((at) => at < 50_000);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const start = performance.now();
    const held: number[] = [];
    using arrivals = new Arrivals(poisson(1), (at) => held.push(at - start));
    arrivals.start();
    for (let at = 0; at < 50_000; at += 500) {
      vi.advanceTimersByTime(100);
      arrivals.hold();
      const before = held.length;
      vi.advanceTimersByTime(400);
      expect(held).toHaveLength(before);
      arrivals.release();
    }
    expect(held).toHaveLength(due.length);
    held.forEach((at, index) => expect(at).toBeCloseTo(due[index]!, 6));
  });

  test('nothing arrives and no timer is left after stop', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    let delivered = 0;
    const arrivals = new Arrivals(poisson(1), () => delivered++);
    arrivals.start();
    arrivals.stop();
    vi.advanceTimersByTime(10_000);
    expect(delivered).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
