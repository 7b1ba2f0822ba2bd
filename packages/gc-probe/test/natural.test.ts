import { describe, expect, test } from 'vitest';
import { createProbe, forceGc } from '../src/index.ts';
import type { SignalVerdict } from '../src/index.ts';
import type { MajorFloor } from '../src/observe/isolate-watch.ts';
import { random } from './support/series.ts';
import { watched } from './support/watched.ts';
import type { Watched } from './support/watched.ts';

const BASE = 8e6;

interface Shape {
  readonly until?: number;
  readonly every?: number;
  /** Bytes a second. */
  readonly leak?: number;
  readonly noise?: number;
  readonly rise?: (at: number) => number;
}

/** Major collections about every `every` ms, with what was in flight as noise above the heap. */
function collected(seed: number, options: Shape = {}): MajorFloor[] {
  const { until = 16_000, every = 500, leak = 0, noise = 3e5, rise = () => 0 } = options;
  const next = random(seed);
  const floors: MajorFloor[] = [];
  for (let at = every * next(); at < until; at += every * (0.5 + next())) {
    const inFlight = noise * (next() + next());
    floors.push({
      at,
      floor: BASE + inFlight + (leak * at) / 1_000 + rise(at),
      external: 1e6 + 0.1 * inFlight,
      code: 0,
    });
  }
  return floors;
}

const main = (floors: readonly MajorFloor[]) => ({ threadId: 0, floors });
const kinds = ({ seen }: Watched) => new Set(seen.map(({ verdict }) => verdict));
const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

describe('every major collection is one row of evidence', () => {
  test('however seldom samples are taken', async () => {
    using probe = createProbe({ settle: 1_000 });
    let majors = 0;
    // Not the one that making a probe forces.
    probe.onCollection(({ kind }) => void (majors += kind === 'mark-compact' ? 1 : 0));
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 3; j++) forceGc();
      await probe.sample();
    }
    expect(majors).toBeGreaterThanOrEqual(12);
    expect(probe.verdict()).toMatchObject({ basis: 'natural', floors: majors });
  });

  test('and samples without one are none', async () => {
    using probe = createProbe({ settle: 1 });
    for (let i = 0; i < 30; i++) await probe.sample();
    const { verdict, floors } = probe.verdict();
    expect(floors).toBeLessThan(12);
    expect(verdict).toBe('insufficient');
  });
});

describe('too little data is insufficient, never stable', () => {
  test('fewer majors than a window needs, over any time', () => {
    const floors = collected(1, { until: 64_000, every: 6_000, noise: 0 }).slice(0, 11);
    expect(kinds(watched([main(floors)], { until: 64_000 }))).toEqual(new Set(['insufficient']));
  });

  test('a burst of majors, and none in most of the window', () => {
    const floors = collected(2, { every: 100, noise: 0 });
    const burst = floors.filter(({ at }) => at < 1_000 || at > 9_000);
    expect(kinds(watched([main(burst)]))).toEqual(new Set(['insufficient']));
  });

  test('majors that stopped: what was stable is so no longer', () => {
    const floors = collected(3, { noise: 0 });
    const { seen } = watched([main(floors)], { until: 64_000 });
    expect(seen.find(({ at }) => at === 16_000)?.verdict).toBe('stable');
    expect(seen.at(-1)?.verdict).toBe('insufficient');
  });

  test('floors so wild that a leak could hide in them', () => {
    const floors = collected(4, { noise: 4e6 });
    expect(kinds(watched([main(floors)]))).toEqual(new Set(['insufficient']));
  });

  test('a worker that lives on without majors of its own, and it is named', () => {
    const steady = main(collected(5, { noise: 0 }));
    const worker = { threadId: 3, floors: collected(6, { every: 4_000, noise: 0 }) };
    const { verdict, seen } = watched([steady, worker]);
    expect(seen.map(({ verdict: kind }) => kind)).not.toContain('stable');
    expect(verdict.explanation).toMatch(/^Insufficient: worker-3 made too few major collections/);
    const well = { threadId: 3, floors: collected(6, { noise: 0 }) };
    expect(watched([steady, well]).verdict.verdict).toBe('stable');
  });

  test('one of two workers', () => {
    const steady = main(collected(7, { noise: 0 }));
    const one = { threadId: 1, floors: collected(8, { noise: 0 }) };
    const { verdict } = watched([steady, one, { threadId: 2, floors: [] }]);
    expect(verdict.verdict).toBe('insufficient');
    expect(verdict.signals.find(({ signal }) => signal === 'workers.floor')?.verdict).toBe(
      'insufficient',
    );
  });
});

describe('a worker without a single major collection', () => {
  const steady = () => main(collected(10, { noise: 0 }));
  const idle = (threadId: number, allocates: number, external = 0) => ({
    threadId,
    floors: [],
    allocates,
    external,
  });
  // A rise begins with 256 KB in a settle window, of 8 s here: 32 KB a second.
  test('is known, and no leak, if it allocates next to nothing', () => {
    expect(watched([steady(), idle(1, 20_000)]).verdict.verdict).toBe('stable');
  });

  test('is unknown if it could keep enough of what it allocates', () => {
    const { verdict, seen } = watched([steady(), idle(1, 40_000)]);
    expect(seen.map((each) => each.verdict)).not.toContain('stable');
    expect(verdict.explanation).toMatch(/^Insufficient: worker-1 made too few major collections/);
  });

  test('is known by what its minor collections left, whatever it allocates', () => {
    const flat = { ...idle(1, 1e7), left: () => 5e6 };
    expect(watched([steady(), flat]).verdict.verdict).toBe('stable');
    const rising = { ...idle(1, 1e7), left: (at: number) => 5e6 + 40 * at };
    expect(kinds(watched([steady(), rising]))).toEqual(new Set(['insufficient']));
  });

  test('is unknown if what it holds outside its heap grows', () => {
    const { verdict } = watched([steady(), idle(1, 1_000, 40_000)]);
    expect(verdict.verdict).toBe('insufficient');
  });

  test('is unknown if many of its kind could keep enough together', () => {
    const pool = (allocates: number) => [1, 2, 3, 4].map((id) => idle(id, allocates));
    expect(watched([steady(), ...pool(8_000)]).verdict.verdict).toBe('stable');
    expect(watched([steady(), ...pool(20_000)]).verdict.verdict).toBe('insufficient');
  });

  test('is unknown while it does not answer', () => {
    const { seen } = watched([steady(), { ...idle(1, 0), silentFrom: 15_000 }]);
    expect(seen.find(({ at }) => at === 14_500)?.verdict).toBe('stable');
    expect(seen.find(({ at }) => at === 15_000)?.verdict).toBe('insufficient');
  });
});

test('a worker that came and went in less than a settle window is not waited for', () => {
  const passing = { threadId: 4, floors: [], from: 9_000, to: 12_000 };
  expect(watched([main(collected(9, { noise: 0 })), passing]).verdict.verdict).toBe('stable');
});

describe('a leak of 100 KB/s', () => {
  // With 40 floors a window.
  const twoWindows = { settle: 20_000, until: 40_000 };

  const expectFound = (result: Watched, signal: string, seed: number): void => {
    expect(result.verdict.verdict, `seed ${seed}`).toBe('leak');
    expect(kinds(result), `seed ${seed}`).not.toContain('stable');
    expect(result.verdict.first?.signal).toBe(signal);
  };

  test.each(['main', 'worker'])('in %s is found within two settle windows', (where) => {
    for (const seed of seeds) {
      const leaking = collected(seed, { ...twoWindows, leak: 1e5 });
      if (where === 'main') {
        expectFound(watched([main(leaking)], twoWindows), 'main.floor', seed);
        continue;
      }
      const isolates = [main(collected(seed + 1e3, twoWindows)), { threadId: 2, floors: leaking }];
      expectFound(watched(isolates, twoWindows), 'workers.floor', seed);
    }
  });

  test('spread over four workers is found in their sum', () => {
    for (const seed of seeds.slice(0, 10)) {
      const workers = [1, 2, 3, 4].map((threadId) => ({
        threadId,
        floors: collected(seed * 10 + threadId, { ...twoWindows, leak: 25_000, noise: 1e5 }),
      }));
      const { verdict } = watched([main(collected(seed, twoWindows)), ...workers], twoWindows);
      expect(verdict.verdict, `seed ${seed}`).toBe('leak');
      const signal = verdict.signals.find((each) => each.signal === 'workers.floor');
      expect(signal?.slopePerSecond).toBeGreaterThan(60_000);
    }
  });

  test('is found later where its noise is larger than what it adds in half a window', () => {
    for (const seed of seeds) {
      const fourWindows = { until: 32_000 };
      const floors = collected(seed, { ...fourWindows, leak: 1e5 });
      expectFound(watched([main(floors)], fourWindows), 'main.floor', seed);
    }
  });
});

test('innocent rises of half a settle window: at most 1 % are called leaks', () => {
  const cycle = 4_000;
  const rises: ((at: number) => number)[] = [
    () => 0,
    (at) => 3e6 * Math.min(1, at / cycle),
    (at) => 3e6 * Math.min(1, Math.max(0, at - 3 * cycle) / cycle),
    (at) => 2e6 * Math.sin((2 * Math.PI * at) / cycle),
    (at) => 2e6 * ((at / cycle) % 1),
    (at) => (at > 2.5 * cycle ? 2e6 : 0),
    (at) => 2e6 * (1 - Math.exp((-2.5 * at) / cycle)),
  ];
  const runs = rises.flatMap((rise) =>
    seeds.map((seed) => {
      const floors = collected(seed, { until: 32_000, rise });
      return kinds(watched([main(floors)], { until: 32_000 }));
    }),
  );
  expect(runs).toHaveLength(140);
  expect(runs.filter((seen) => seen.has('leak')).length).toBeLessThanOrEqual(1);
});

describe('code that is compiled', () => {
  const compiling = (code: (at: number) => number, beside: number) =>
    collected(11, { until: 32_000, noise: 5e4 }).map(({ at, floor, external }) => ({
      at,
      floor: floor + (1 + beside) * code(at),
      external,
      code: 4e5 + code(at),
    }));

  test('is no leak while it grows, with what comes with it', () => {
    const floors = compiling((at) => 5e4 * (at / 1_000), 0.7);
    expect([...kinds(watched([main(floors)], { until: 32_000 }))]).toEqual(['insufficient']);
  });

  test('hides no leak beside it', () => {
    const floors = compiling((at) => 2e4 * (at / 1_000), 1 + 1e5 / 2e4);
    const { verdict } = watched([main(floors)], { until: 32_000 });
    expect(verdict.verdict).toBe('leak');
    const { slopePerSecond, interval = [0, 0] } = verdict.signals[0] as SignalVerdict;
    expect(Math.abs(slopePerSecond / 1.1e5 - 1)).toBeLessThan(0.1);
    expect(interval[0]).toBeLessThan(1.07e5);
    expect(interval[1]).toBeGreaterThan(1.13e5);
  });
});
