/** So many tasks wait that one more was turned away; nothing was done for it. */
export class OverloadedError extends Error {
  readonly code = 'ERR_SERVICE_OVERLOADED';
  override readonly name = 'OverloadedError';
  /** Seconds after which it is worth another try. */
  readonly retryAfter = 1;

  constructor(limit: number) {
    super(`${limit} tasks are under way, and more are not accepted; try again later`);
  }
}
