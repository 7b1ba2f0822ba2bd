/** Mulberry32: a small seeded generator, so that every simulated series can be had again. */
export function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A normal deviate by Box and Muller. */
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

export interface Series {
  readonly at: number[];
  readonly values: number[];
}

export interface Shape {
  readonly floors: number;
  readonly seed: number;
  /** Bytes of noise, one standard deviation. */
  readonly noise: number;
  /** Longest innocent cycle, in floors. */
  readonly cycle: number;
  /** Bytes a second; floors come about 3 times a second. */
  readonly leak?: number;
}

const BASE = 6e6;

/** Floors by kind; times are irregular, as idle moments are. */
export function simulate(kind: string, { floors, seed, noise, cycle, leak = 0 }: Shape): Series {
  const next = random(seed);
  const at: number[] = [];
  const values: number[] = [];
  const phase = next();
  let time = 0;
  for (let i = 0; i < floors; i++) {
    time += 330 * (0.6 + 0.8 * next());
    at.push(time);
    values.push(BASE + shape(kind, i, cycle, phase) + (leak * time) / 1_000 + noise * normal(next));
  }
  return { at, values };
}

function shape(kind: string, i: number, cycle: number, phase: number): number {
  switch (kind) {
    case 'warm-up':
      return 2e6 * (1 - Math.exp(-i / (cycle / 3)));
    case 'slow warm-up':
      // Grows for ever, but ever more slowly: compiled code and caches of a real service.
      return 60_000 * Math.log1p(i);
    case 'lru':
      return 3e6 * Math.min(1, i / cycle);
    case 'late lru':
      return 3e6 * Math.min(1, Math.max(0, i - 2 * cycle) / cycle);
    case 'periodic':
      return 1e6 * Math.sin(2 * Math.PI * (i / cycle + phase));
    case 'saw-tooth':
      return 2e6 * ((i / cycle + phase) % 1);
    case 'step':
      return i > 20 + phase * 20 ? 1e6 : 0;
    default:
      return 0;
  }
}
