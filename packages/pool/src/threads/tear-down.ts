import { PoolError } from '../errors.ts';

/** Lets a worker run its module's `teardown` before it is terminated, for so long and no longer. */
export class TearDown {
  readonly #deadline: number;
  readonly #neutral: <T>(start: () => T) => T;
  readonly #done: (failure: PoolError | undefined) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    deadline: number,
    neutral: <T>(start: () => T) => T,
    done: (failure: PoolError | undefined) => void,
  ) {
    this.#deadline = deadline;
    this.#neutral = neutral;
    this.#done = done;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  begin(): void {
    this.#neutral(() => {
      // It holds the process: a close() that somebody awaits must come to its end.
      this.#timer = setTimeout(() => this.end(this.#overdue()), this.#deadline);
    });
  }

  /** The worker has answered, or its time is over. */
  end(failure?: PoolError): void {
    if (this.#timer === undefined) return;
    this.cancel();
    this.#done(failure);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #overdue(): PoolError {
    const message = `teardown() of a worker had not ended after ${this.#deadline} ms (teardownTimeout)`;
    return new PoolError('ERR_POOL_TEARDOWN_FAILED', message);
  }
}

/** The error for a hook of the module that threw. */
export function hookFailed(hook: 'init' | 'teardown', cause: unknown): PoolError {
  const code = hook === 'init' ? 'ERR_POOL_INIT_FAILED' : 'ERR_POOL_TEARDOWN_FAILED';
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new PoolError(code, `${hook}() of a worker's module threw: ${text}`, { cause });
}
