// Rank statistics on short series. All functions are pure; x and y have equal length.

/** Mann-Kendall's test of a trend. */
export interface MannKendall {
  /** Kendall's tau-b against time: -1 to 1, ties corrected. */
  readonly tau: number;
  /** One-sided probability of so much rise in a series without trend. */
  readonly p: number;
}

/**
 * Mann-Kendall's test for a rising trend, variance corrected for ties
 * (Kendall, Rank Correlation Methods, 1975; normal approximation with continuity correction).
 */
export function mannKendall(y: readonly number[]): MannKendall {
  const n = y.length;
  let s = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) s += Math.sign((y[j] as number) - (y[i] as number));
  }
  const ties = new Map<number, number>();
  for (const value of y) ties.set(value, (ties.get(value) ?? 0) + 1);
  let tiedPairs = 0;
  let correction = 0;
  for (const t of ties.values()) {
    tiedPairs += (t * (t - 1)) / 2;
    correction += t * (t - 1) * (2 * t + 5);
  }
  const pairs = (n * (n - 1)) / 2;
  const variance = (n * (n - 1) * (2 * n + 5) - correction) / 18;
  if (variance <= 0 || tiedPairs === pairs) return { tau: 0, p: 1 };
  const z = s === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return { tau: s === 0 ? 0 : s / Math.sqrt(pairs * (pairs - tiedPairs)), p: upperTail(z) };
}

/** A robust slope in units of y per unit of x, with the interval it lies in with 95 %. */
export interface Slope {
  readonly slope: number;
  readonly interval: readonly [lo: number, hi: number];
}

/**
 * Theil and Sen's slope: the median of the slopes of all pairs. Up to 29 % of wild points do not
 * move it. Interval after Sen (1968): ranks of the sorted slopes, from Kendall's variance, widened
 * for floors that follow the one before (see `persistence`).
 */
export function senSlope(x: readonly number[], y: readonly number[]): Slope {
  const slopes: number[] = [];
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const run = (x[j] as number) - (x[i] as number);
      if (run > 0) slopes.push(((y[j] as number) - (y[i] as number)) / run);
    }
  }
  if (slopes.length === 0) return { slope: 0, interval: [0, 0] };
  slopes.sort((a, b) => a - b);
  const slope = medianOfSorted(slopes);
  const kendall = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const half = quantile(n - 2) * kendall * persistence(rests(x, y, slope));
  const at = (rank: number) =>
    slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))] as number;
  const interval = [at((slopes.length - half) / 2 - 1), at((slopes.length + half) / 2)] as const;
  return { slope, interval };
}

/**
 * Least squares. For counters: they carry no outliers, and where a counter moves in step with x
 * the result is exact, while the median of pairs is 0 for any counter that mostly stands still.
 */
export function leastSquares(x: readonly number[], y: readonly number[]): Slope {
  const n = x.length;
  const meanX = mean(x);
  const meanY = mean(y);
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    xx += ((x[i] as number) - meanX) ** 2;
    xy += ((x[i] as number) - meanX) * ((y[i] as number) - meanY);
  }
  if (xx === 0) return { slope: 0, interval: [0, 0] };
  const slope = xy / xx;
  const errors = rests(x, y, slope);
  const error = mean(errors);
  const rest = errors.reduce((sum, value) => sum + (value - error) ** 2, 0);
  const widening = persistence(errors);
  // Points that repeat each other also leave fewer to tell the size of the errors from.
  const free = n / widening ** 2 - 2;
  const half = n > 2 ? quantile(free) * Math.sqrt(rest / (n - 2) / xx) * widening : 0;
  return { slope, interval: [slope - half, slope + half] };
}

/** Median absolute deviation of the points from the line of the given slope. */
export function residualMad(x: readonly number[], y: readonly number[], slope: number): number {
  const errors = rests(x, y, slope);
  const centre = median(errors);
  return median(errors.map((error) => Math.abs(error - centre)));
}

/** The least point of each of `bins` equal stretches: what periodic load leaves of a floor. */
export function binMinima(
  x: readonly number[],
  y: readonly number[],
  bins: number,
): { x: number[]; y: number[] } {
  const out = { x: [] as number[], y: [] as number[] };
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.floor((bin * y.length) / bins);
    const to = Math.floor(((bin + 1) * y.length) / bins);
    if (to <= from) continue;
    let least = from;
    for (let i = from + 1; i < to; i++) {
      if ((y[i] as number) < (y[least] as number)) least = i;
    }
    out.x.push(x[least] as number);
    out.y.push(y[least] as number);
  }
  return out;
}

/** The middle value; 0 of nothing. */
export function median(values: readonly number[]): number {
  return medianOfSorted([...values].sort((a, b) => a - b));
}

function medianOfSorted(sorted: readonly number[]): number {
  const n = sorted.length;
  if (n === 0) return 0;
  const upper = sorted[n >> 1] as number;
  return n % 2 === 1 ? upper : ((sorted[(n >> 1) - 1] as number) + upper) / 2;
}

function rests(x: readonly number[], y: readonly number[], slope: number): number[] {
  return y.map((value, i) => value - slope * (x[i] as number));
}

/**
 * By how much errors that follow each other widen an interval: √((1 + ρ) / (1 - ρ)) for a first
 * order autoregression (Bayley and Hammersley 1946). What is measured on few points around their
 * own line lies below ρ by about (2 + 4ρ) / n (Marriott and Pope 1954) and is raised by as much.
 */
function persistence(errors: readonly number[]): number {
  const n = errors.length;
  const centre = mean(errors);
  let own = 0;
  let next = 0;
  for (let i = 0; i < n; i++) {
    own += ((errors[i] as number) - centre) ** 2;
    if (i > 0) next += ((errors[i] as number) - centre) * ((errors[i - 1] as number) - centre);
  }
  if (own === 0 || n <= 4) return 1;
  const rho = Math.min(0.95, Math.max(0, ((n * next) / own + 2) / (n - 4)));
  return Math.sqrt((1 + rho) / (1 - rho));
}

/** Student's 97.5 % quantile, within 1 % from 4 degrees of freedom on. */
function quantile(freedom: number): number {
  const d = Math.max(1, freedom);
  return 1.96 + 2.373 / d + 2.82 / d ** 2 + 2.55 / d ** 3;
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}

/** 1 - Φ(z): Abramowitz and Stegun 7.1.26, error below 1.5e-7. */
function upperTail(z: number): number {
  const a = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * a);
  const poly =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (poly * Math.exp(-a * a)) / 2;
  return z >= 0 ? tail : 1 - tail;
}
