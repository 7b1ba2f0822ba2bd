/** Codes of {@link SnapshotError}: what is wrong with a snapshot's bytes or its source. */
export type SnapshotErrorCode =
  | 'ERR_SNAPSHOT_NOT_FOUND'
  | 'ERR_SNAPSHOT_IS_DIRECTORY'
  | 'ERR_SNAPSHOT_READ'
  | 'ERR_SNAPSHOT_EMPTY'
  | 'ERR_SNAPSHOT_NOT_A_SNAPSHOT'
  | 'ERR_SNAPSHOT_TRUNCATED'
  | 'ERR_SNAPSHOT_SYNTAX'
  | 'ERR_SNAPSHOT_COUNT'
  | 'ERR_SNAPSHOT_RANGE'
  | 'ERR_SNAPSHOT_UTF8'
  | 'ERR_SNAPSHOT_TOO_LARGE'
  | 'ERR_SNAPSHOT_UNSUPPORTED';

/** Codes of {@link CaptureError}: why a snapshot was not taken. */
export type CaptureErrorCode =
  'ERR_CAPTURE_HEADROOM' | 'ERR_CAPTURE_DIRECTORY' | 'ERR_CAPTURE_FAILED';

/** Codes of {@link AttachError}: why a live process was not reached, or was lost. */
export type AttachErrorCode =
  /** There is no process with this id. */
  | 'ERR_ATTACH_NOT_FOUND'
  /** Another user's process, or one in another network namespace (a container). */
  | 'ERR_ATTACH_NOT_PERMITTED'
  /** Not a Node.js process: it was not signalled. */
  | 'ERR_ATTACH_NOT_NODE'
  /** Its inspector does not open: disabled, its port taken, or not on this platform. */
  | 'ERR_ATTACH_NO_INSPECTOR'
  /** An address that is not on this machine, without leave. */
  | 'ERR_ATTACH_ADDRESS'
  /** The other end does not speak the inspector's protocol, or refused a command. */
  | 'ERR_ATTACH_PROTOCOL'
  /** The process or the worker ended, or the connection broke. */
  | 'ERR_ATTACH_LOST'
  /** No answer in time. */
  | 'ERR_ATTACH_TIMEOUT';

/** Where in which input an error lies. */
export interface ErrorPlace {
  /** Byte offset in the file or stream, 0 at its first byte. */
  position?: number | undefined;
  /** The file, where there is one. */
  path?: string | undefined;
  cause?: unknown;
}

/** A snapshot that cannot be read. `position` is the byte offset of the first fault. */
export class SnapshotError extends Error {
  override readonly name: string = 'SnapshotError';
  readonly code: SnapshotErrorCode;
  readonly position: number | undefined;
  path: string | undefined;

  constructor(code: SnapshotErrorCode, message: string, place: ErrorPlace = {}) {
    super(
      place.position === undefined ? message : `${message} (at byte ${place.position})`,
      'cause' in place ? { cause: place.cause } : undefined,
    );
    this.code = code;
    this.position = place.position;
    this.path = place.path;
  }
}

/** A snapshot that was not taken. */
export class CaptureError extends Error {
  override readonly name: string = 'CaptureError';
  readonly code: CaptureErrorCode;

  constructor(code: CaptureErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** A live process that was not reached, or was lost. */
export class AttachError extends Error {
  override readonly name: string = 'AttachError';
  readonly code: AttachErrorCode;

  constructor(code: AttachErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** An argument that no reading of the documentation allows. */
export class ArgumentError extends TypeError {
  override readonly name: string = 'ArgumentError';
  readonly code = 'ERR_INVALID_ARGUMENT' as const;
}
