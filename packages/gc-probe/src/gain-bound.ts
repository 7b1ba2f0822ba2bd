import { History } from './history.ts';
import type { IsolateSample } from './types.ts';

/** A window that begins up to half of one ago, whatever is forgotten before it. */
const RECENT = { capacity: 64, windows: 3 };

/** The part of a settle window that may have passed since the newest collection. */
const MAX_AGE = 0.5;

type Figures = Pick<IsolateSample, 'allocated' | 'external' | 'lastGc' | 'gc'>;

/**
 * How much an isolate can have gained within a settle window, at most, where too few major
 * collections tell how much it has. Two bounds hold without any, and the lesser counts:
 *
 * - all that it allocated: one that idles allocates next to nothing;
 * - by how much more its newest collection left than one a window before it, both of whatever
 *   kind. What they left in error is old garbage, which stays the same until a major one, and
 *   young objects, which count as gained.
 */
export class GainBound {
  readonly #settle: number;
  // By the moment of the sample that told of them.
  readonly #readings: History;
  readonly #collections: History;
  #before: { at: number; count: number } | undefined;
  #now: Figures | undefined;
  #at = Number.NaN;
  // The newest collection: the samples before and after it, and what it left.
  #newest: { since: number; until: number; used: number; majors: number } | undefined;

  constructor(settle: number) {
    this.#settle = settle;
    this.#readings = new History(settle, RECENT);
    this.#collections = new History(settle, RECENT);
  }

  add(at: number, figures: Figures): void {
    const { allocated, external, lastGc, gc } = figures;
    this.#now = figures;
    this.#at = at;
    this.#readings.add(row(at, { allocated, external }));
    const { at: since, count } = this.#before ?? { at: Number.NEGATIVE_INFINITY, count: 0 };
    if (lastGc && gc.count > count) {
      const { used, young } = lastGc;
      this.#collections.add(row(at, { old: used - young, majors: gc.majors }));
      this.#newest = { since, until: at, used, majors: gc.majors };
    }
    this.#before = { at, count: gc.count };
  }

  /** Bytes; infinite while nothing is known of a whole window. */
  get bytes(): number {
    const outside = this.#outside();
    return outside + Math.min(this.#allocated(), this.#left());
  }

  #allocated(): number {
    const start = this.#startOf(this.#readings, this.#at);
    if (start < 0) return Infinity;
    return (
      (this.#now?.allocated ?? Infinity) - (this.#readings.values('allocated')[start] as number)
    );
  }

  #left(): number {
    const newest = this.#newest;
    if (!newest || this.#at - newest.until > MAX_AGE * this.#settle) return Infinity;
    const start = this.#startOf(this.#collections, newest.since);
    // A major collection since then took garbage away that hides what was gained.
    if (this.#collections.values('majors')[start] !== newest.majors) return Infinity;
    return newest.used - Math.min(...this.#collections.values('old').slice(start));
  }

  /** Against the least within the window: what is given back in it hides nothing. */
  #outside(): number {
    const start = this.#startOf(this.#readings, this.#at);
    if (start < 0) return Infinity;
    const least = Math.min(...this.#readings.values('external').slice(start));
    return (this.#now?.external ?? Infinity) - least;
  }

  /**
   * The row with which the window begins. Rows that were merged hold the least of both at the
   * later moment, so that too much is taken for gained and never too little.
   */
  #startOf(history: History, end: number): number {
    return history.columns().at.findLastIndex((at) => at <= end - this.#settle);
  }
}

function row(at: number, values: Record<string, number>) {
  return { at, tasks: Number.NaN, events: {}, values: new Map(Object.entries(values)) };
}
