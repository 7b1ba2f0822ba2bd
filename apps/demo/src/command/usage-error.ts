/** The command line is wrong: the message says how it should be. */
export class UsageError extends Error {
  readonly code = 'ERR_DEMO_USAGE';
  override readonly name = 'UsageError';
}

/** A file that the command line names is wrong; how to use the command is not the question. */
export class FileError extends UsageError {}
