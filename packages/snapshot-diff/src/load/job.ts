import { reduceToParts, type SideParts } from '../compare/side.ts';
import type { OnProgress } from '../parse/read-columns.ts';
import { readSnapshot } from '../graph/read-snapshot.ts';
import { sizeOf, type SnapshotSize } from '../graph/snapshot-size.ts';
import { ArgumentError, SnapshotError, type SnapshotErrorCode } from '../errors.ts';
import { partsOf, type Depth, type SnapshotParts } from './parts.ts';

/** What a reader thread is asked for: a snapshot whole, or only what a comparison needs of the first. */
export interface Job {
  readonly kind: 'snapshot' | 'side';
  /** Of a whole snapshot. @default 'all' */
  readonly depth?: Depth;
  readonly path: string;
  readonly label?: string;
  readonly exactSizes?: boolean;
  /** Tell how much of the file is read. */
  readonly progress?: boolean;
}

export interface Answers {
  snapshot: SnapshotParts;
  side: { side: SideParts; size: SnapshotSize };
}

/** An error as plain data: a class of its own does not survive the way between threads. */
export interface Failure {
  message: string;
  stack: string | undefined;
  code?: SnapshotErrorCode | ArgumentError['code'];
  position?: number | undefined;
  path?: string | undefined;
}

/** How much of the file is read, 0 to 1; or the last word. */
export type Message = { share: number } | Reply;

export type Reply = { answer: Answers[keyof Answers] } | { failure: Failure };

/** Runs in the reader thread. */
export async function runJob(job: Job, onProgress: OnProgress): Promise<Answers[keyof Answers]> {
  const { kind, path, depth = 'all', progress = false, ...options } = job;
  const snapshot = await readSnapshot(path, {
    ...options,
    onProgress: progress ? onProgress : undefined,
  });
  if (kind === 'side') return { side: reduceToParts(snapshot), size: sizeOf(snapshot) };
  return partsOf(snapshot, depth);
}

export function failureOf(error: unknown): Failure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof SnapshotError) {
    return { message, stack, code: error.code, position: error.position, path: error.path };
  }
  return error instanceof ArgumentError ? { message, stack, code: error.code } : { message, stack };
}

export function errorOf({ message, stack, code, position, path }: Failure): Error {
  if (code === 'ERR_INVALID_ARGUMENT') return new ArgumentError(message);
  const cause = Object.assign(new Error(message), { stack });
  if (code === undefined) return cause;
  const error = new SnapshotError(code, message, { position, path, cause });
  error.message = message; // it names the position already
  return error;
}
