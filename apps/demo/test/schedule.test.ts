import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLoad, type LoadOptions } from '../src/load/create-load.ts';
import { gapsOf, rateOfSchedule, type OpenSchedule } from '../src/load/schedule.ts';
import { readTrace, TraceRecorder } from '../src/load/trace.ts';
import { TaskLedger } from '../src/systems/task-ledger.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'schedule-'))));
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const traceOf = (text: string): Extract<OpenSchedule, { kind: 'trace' }> => {
  const file = join(folder, 'trace.txt');
  writeFileSync(file, text);
  const offsets = readTrace(file);
  return { kind: 'trace', file, arrivals: offsets.length, length: offsets.at(-1)!, repeat: false };
};
const take = (schedule: OpenSchedule, count: number, seed = 1): number[] => {
  const gaps = gapsOf(schedule, seed);
  const offsets: number[] = [];
  let at = 0;
  for (let left = count; left > 0; left--) {
    const { done, value } = gaps.next();
    if (done) break;
    offsets.push((at += value));
  }
  return offsets;
};

describe('schedules', () => {
  test('constant: every gap is the same', () => {
    expect(take({ kind: 'constant', rate: 100 }, 4)).toEqual([10, 20, 30, 40]);
  });

  test('Poisson: gaps are exponential, of the mean that was asked for', () => {
    const offsets = take({ kind: 'poisson', rate: 100 }, 20_000);
    const gaps = offsets.map((at, index) => at - (offsets[index - 1] ?? 0));
    const mean = offsets.at(-1)! / gaps.length;
    const deviation = Math.sqrt(
      gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length,
    );
    expect(mean).toBeCloseTo(10, 0);
    // Of an exponential distribution the standard deviation is the mean.
    expect(deviation / mean).toBeCloseTo(1, 1);
  });

  test('bursts: so many at one moment, and the mean rate holds', () => {
    const offsets = take({ kind: 'bursts', rate: 100, size: 8 }, 8000);
    expect(new Set(offsets).size).toBe(1000);
    expect(offsets.at(-1)! / 1000).toBeGreaterThan(70);
    expect(offsets.at(-1)! / 1000).toBeLessThan(90);
  });

  test('a trace comes at its moments, and over and over where so wanted', () => {
    const trace = traceOf('0\n12.5  # the second\n\n12.5\n40\n');
    expect(take(trace, 99)).toEqual([0, 12.5, 12.5, 40]);
    expect(take({ ...trace, repeat: true }, 6)).toEqual([0, 12.5, 12.5, 40, 40, 52.5]);
    expect(rateOfSchedule(trace)).toBe(100);
  });

  test.each(['constant', 'poisson', 'bursts'] as const)('%s: the seed decides', (kind) => {
    const schedule = { kind, rate: 50, size: 3 };
    expect(take(schedule, 30)).toEqual(take(schedule, 30));
    if (kind !== 'constant') expect(take(schedule, 30, 2)).not.toEqual(take(schedule, 30));
  });

  test.each([
    ['1\nx\n', /line 2 of the trace .* is "x"; expected milliseconds/],
    ['-1\n', /line 1 .* is "-1"/],
    ['5\n3\n', /line 2 .* is "3", after 5; expected ascending/],
    ['# nothing\n', /has no arrivals/],
  ])('a trace like %j is refused', (text, message) => {
    expect(() => traceOf(text)).toThrow(message);
  });

  test('what is recorded is what is replayed', async () => {
    const file = join(folder, 'recorded.txt');
    const recorder = new TraceRecorder(file);
    recorder.start(1000);
    for (const at of [1003.25, 1003.25, 1250]) recorder.arrived(at);
    await recorder[Symbol.asyncDispose]();
    expect(readFileSync(file, 'utf8')).toBe('3.250\n3.250\n250.000\n');
    expect(readTrace(file)).toEqual([3.25, 3.25, 250]);
  });

  test('a trace that cannot be written is an error at the end, and not in between', async () => {
    const recorder = new TraceRecorder(join(folder, 'no', 'such', 'folder.txt'));
    recorder.arrived(1);
    await expect(recorder[Symbol.asyncDispose]()).rejects.toThrow('ENOENT');
  });
});

/** A service with one place that takes 10 ms a task and stalls once, for 2 s, at its 21st task. */
class Stalling {
  readonly ledger = new TaskLedger();
  #free = 0;
  #tasks = 0;

  submit(dueAt: number, settled: () => void): void {
    const now = performance.now();
    const takes = ++this.#tasks === 21 ? 2000 : 10;
    this.#free = Math.max(now, this.#free) + takes;
    const work = new Promise<void>((resolve) => setTimeout(resolve, this.#free - now));
    this.ledger.enter(work, dueAt, settled);
  }
}

describe('a load', () => {
  const bring = async (
    options: Pick<LoadOptions, 'schedule' | 'limit' | 'duration'>,
  ): Promise<TaskLedger> => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const service = new Stalling();
    let ended = 0;
    using load = createLoad({
      ...options,
      seed: 1,
      submit: (dueAt, settled) => service.submit(dueAt, settled),
      onEnd: () => ended++,
    });
    load.start();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(ended).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    return service.ledger;
  };

  test('in an open loop the stall is in the latency of all that came meanwhile', async () => {
    const { figures } = await bring({ schedule: { kind: 'constant', rate: 50 }, limit: 200 });
    expect(figures).toMatchObject({ offered: 200, waiting: 0, shed: 0 });
    // 2 s of arrivals waited, half of all: the median knows of it.
    expect(figures.p50).toBeGreaterThan(100);
    expect(figures.p90).toBeGreaterThan(1000);
  });

  test('a closed loop asks nothing during the stall, and one task only has it', async () => {
    const { figures } = await bring({ schedule: { kind: 'closed', clients: 1 }, limit: 200 });
    expect(figures).toMatchObject({ offered: 200, waiting: 0 });
    expect(figures.max).toBeGreaterThan(1900);
    expect(figures.p99).toBeLessThan(15);
  });

  test('a duration counts by the schedule: the same tasks come, however late', async () => {
    const schedule = { kind: 'poisson', rate: 40 } as const;
    const { figures } = await bring({ schedule, duration: 2000 });
    expect(figures.offered).toBe(take(schedule, 500).filter((at) => at <= 2000).length);
  });

  test('a closed loop ends by the clock, when its clients have their answers', async () => {
    const { figures } = await bring({ schedule: { kind: 'closed', clients: 4 }, duration: 1000 });
    expect(figures.waiting).toBe(0);
    expect(figures.offered).toBeGreaterThan(20);
  });
});
