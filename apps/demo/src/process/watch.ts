import {
  createProbe,
  type Moment,
  type Probe,
  type Sample,
  type Verdict,
} from '@watertight/gc-probe';

/** The longest pauses for garbage collection between two looks, in milliseconds. */
export interface Pauses {
  readonly main: number;
  readonly workers: number;
}

/** A probe that can begin anew, and the pauses that it heard of. */
export class Watch implements Disposable {
  readonly #create: () => Probe;
  #probe: Probe;
  #pauses = { main: 0, workers: 0 };

  constructor(options: Parameters<typeof createProbe>[0]) {
    this.#create = () => {
      const probe = createProbe(options);
      probe.onCollection(({ isolate, pauseMs }) => {
        const where = isolate === 'main' ? 'main' : 'workers';
        this.#pauses[where] = Math.max(this.#pauses[where], pauseMs);
      });
      return probe;
    };
    this.#probe = this.#create();
  }

  /** To be called with nothing in flight. */
  look(moment: Moment): Promise<Sample> {
    return this.#probe.quiescent(moment);
  }

  /** As `look`, without a collection: it disturbs nothing, and says less. */
  glance(moment: Moment): Promise<Sample> {
    return this.#probe.sample(moment);
  }

  verdict(): Verdict {
    return this.#probe.verdict();
  }

  /** The pauses since the last call, that of a forced collection among them. */
  takePauses(): Pauses {
    const pauses = this.#pauses;
    this.#pauses = { main: 0, workers: 0 };
    return pauses;
  }

  /** Forgets what it saw: the verdict is on what happens from now on. */
  renew(): void {
    this.#probe.dispose();
    this.#probe = this.#create();
  }

  [Symbol.dispose](): void {
    this.#probe.dispose();
  }
}
