import { ArgumentError, AttachError, CaptureError, SnapshotError } from '../errors.ts';
import type { AttachErrorCode } from '../errors.ts';

/** What a comparison came to. */
export const VERDICT_EXIT = { 'no leak': 0, leak: 1, inconclusive: 2 } as const;

/** Names and numbers of sysexits.h. */
export const EXIT = {
  notFound: 1,
  partial: 2,
  usage: 64,
  data: 65,
  noInput: 66,
  unavailable: 69,
  software: 70,
  cannotWrite: 73,
  temporary: 75,
  protocol: 76,
  notPermitted: 77,
} as const;

/** A command line that cannot be understood. */
export class UsageError extends Error {}

/** Ends the command with a number of its own. */
export class ExitError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

const ATTACH_EXIT: Readonly<Record<AttachErrorCode, number>> = {
  ERR_ATTACH_NOT_FOUND: EXIT.noInput,
  ERR_ATTACH_NOT_PERMITTED: EXIT.notPermitted,
  ERR_ATTACH_NOT_NODE: EXIT.unavailable,
  ERR_ATTACH_NO_INSPECTOR: EXIT.unavailable,
  ERR_ATTACH_ADDRESS: EXIT.usage,
  ERR_ATTACH_PROTOCOL: EXIT.protocol,
  ERR_ATTACH_LOST: EXIT.unavailable,
  ERR_ATTACH_TIMEOUT: EXIT.temporary,
};

export function exitCodeOf(error: unknown): number {
  if (error instanceof ExitError) return error.exitCode;
  if (error instanceof UsageError || error instanceof ArgumentError) return EXIT.usage;
  if (error instanceof AttachError) return ATTACH_EXIT[error.code];
  if (error instanceof SnapshotError) {
    return error.code === 'ERR_SNAPSHOT_NOT_FOUND' ? EXIT.noInput : EXIT.data;
  }
  if (error instanceof CaptureError) {
    if (error.code === 'ERR_CAPTURE_HEADROOM') return EXIT.temporary;
    return error.code === 'ERR_CAPTURE_DIRECTORY' ? EXIT.cannotWrite : EXIT.unavailable;
  }
  return EXIT.software;
}
