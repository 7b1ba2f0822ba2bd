/** What the judge reads: columns of equal length, oldest first. */
export interface Columns {
  /** Milliseconds. */
  readonly at: readonly number[];
  /** Tasks done so far; NaN where not told. */
  readonly tasks: readonly number[];
  readonly events: ReadonlyMap<string, readonly number[]>;
}

/** One row: everything one sample contributes to the verdict. */
export interface Row {
  readonly at: number;
  readonly tasks: number;
  readonly events: Readonly<Record<string, number>>;
  readonly values: ReadonlyMap<string, number>;
}

/** How long a history reaches back, and how fine it is. */
export interface Reach {
  /** Rows at most; default 240. */
  readonly capacity?: number;
  /** Settle windows that it spans at least: the judged one, what warmed up, and its proof. */
  readonly windows?: number;
}

/**
 * A table of samples by signal, bounded: when full it gets coarser, all of it alike, until it spans
 * enough settle windows, and from then on its oldest quarter goes.
 *
 * The columns are preallocated outside the heap, for a probe whose own history grows would find
 * itself guilty. A signal that shows up late was 0 before: no timers is a count of timers too.
 */
export class History {
  readonly #capacity: number;
  readonly #keepMs: number;
  readonly #at: Float64Array;
  readonly #tasks: Float64Array;
  readonly #events = new Map<string, Float64Array>();
  readonly #values = new Map<string, Float64Array>();
  #length = 0;
  // Samples that make a row, and those that are in the newest.
  #stride = 1;
  #filled = 0;

  constructor(settle: number, { capacity = 240, windows = 8 }: Reach = {}) {
    this.#capacity = capacity;
    this.#keepMs = windows * settle;
    this.#at = new Float64Array(capacity);
    this.#tasks = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  get signals(): string[] {
    return [...this.#values.keys()];
  }

  add(row: Row): void {
    const begins = this.#length === 0 || this.#filled === this.#stride;
    if (begins) this.#begin();
    this.#filled += 1;
    const i = this.#length - 1;
    this.#at[i] = row.at;
    this.#tasks[i] = row.tasks;
    for (const name of Object.keys(row.events)) this.#column(this.#events, name);
    // An event or signal that is not in this row keeps its last value.
    const before = begins ? i - 1 : i;
    for (const [name, column] of this.#events) {
      column[i] = row.events[name] ?? (before >= 0 ? (column[before] as number) : 0);
    }
    for (const name of row.values.keys()) this.#column(this.#values, name);
    for (const [name, column] of this.#values) {
      const value = row.values.get(name) ?? (before >= 0 ? (column[before] as number) : 0);
      column[i] = begins ? value : Math.min(value, column[i] as number);
    }
  }

  #begin(): void {
    if (this.#length === this.#capacity) {
      const span = (this.#at.at(-1) as number) - (this.#at[0] as number);
      if (span < this.#keepMs) this.#mergePairs();
      else this.#dropOldest(this.#capacity >> 2);
    }
    this.#length += 1;
    this.#filled = 0;
  }

  columns(): Columns {
    const cut = (column: Float64Array) => Array.from(column.subarray(0, this.#length));
    return {
      at: cut(this.#at),
      tasks: cut(this.#tasks),
      events: new Map([...this.#events].map(([name, column]) => [name, cut(column)])),
    };
  }

  values(signal: string): number[] {
    const column = this.#values.get(signal);
    return column ? Array.from(column.subarray(0, this.#length)) : [];
  }

  #column(columns: Map<string, Float64Array>, name: string): void {
    if (!columns.has(name)) columns.set(name, new Float64Array(this.#capacity));
  }

  /** Two rows become one: the later moment, the lower value, as a floor is a minimum. */
  #mergePairs(): void {
    const half = this.#length >> 1;
    for (const column of [this.#at, this.#tasks, ...this.#events.values()]) {
      for (let i = 0; i < half; i++) column[i] = column[2 * i + 1] as number;
    }
    for (const column of this.#values.values()) {
      for (let i = 0; i < half; i++) {
        column[i] = Math.min(column[2 * i] as number, column[2 * i + 1] as number);
      }
    }
    this.#length = half;
    this.#stride *= 2;
  }

  #dropOldest(count: number): void {
    const all = [this.#at, this.#tasks, ...this.#events.values(), ...this.#values.values()];
    for (const column of all) column.copyWithin(0, count);
    this.#length -= count;
  }
}
