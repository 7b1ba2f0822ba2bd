/** The command line is wrong: the message says how it should be. */
export class UsageError extends Error {
  readonly code = 'ERR_DEMO_USAGE';
  override readonly name = 'UsageError';
}
