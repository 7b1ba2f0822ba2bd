const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The run was cut short by a signal. */
export class Interruption extends Error {
  readonly code = 'ERR_DEMO_INTERRUPTED';
  override readonly name = 'Interruption';
  /** 128 plus the signal's number, as shells expect. */
  readonly exitCode: number;

  constructor(signal: keyof typeof exitCodes) {
    super(`interrupted by ${signal}`);
    this.exitCode = exitCodes[signal];
  }
}

/**
 * Whether a failure is an interruption, and which. Ctrl-C reaches every process of the group: one that
 * is still starting dies of it, and its death may be seen before our own signal is.
 */
export function asInterruption(error: unknown): Interruption | undefined {
  if (error instanceof Interruption) return error;
  const { signal } = error as { signal?: unknown };
  return isInterrupting(signal) ? new Interruption(signal) : undefined;
}

function isInterrupting(signal: unknown): signal is keyof typeof exitCodes {
  return typeof signal === 'string' && Object.hasOwn(exitCodes, signal);
}

/** Waits for the first signal, until disposed. What runs meanwhile is the caller's to tidy up. */
export class InterruptionWatch implements Disposable {
  /** Rejects with an `Interruption` at the first signal; never resolves. */
  readonly happened: Promise<never>;
  readonly #listeners: (readonly [NodeJS.Signals, () => void])[];

  constructor() {
    const { promise, reject } = withResolvers();
    this.happened = promise;
    // Nobody may be waiting any more when the signal comes.
    promise.catch(() => {});
    this.#listeners = (Object.keys(exitCodes) as (keyof typeof exitCodes)[]).map((signal) => {
      const listener = (): void => reject(new Interruption(signal));
      process.on(signal, listener);
      return [signal, listener] as const;
    });
  }

  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) process.off(signal, listener);
  }
}

function withResolvers(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
}
