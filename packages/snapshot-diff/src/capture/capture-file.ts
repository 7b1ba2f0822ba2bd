import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { CaptureError } from '../errors.ts';

/** One file, or why there is none. */
export interface CapturedIsolate {
  /** `main`, or `worker-` and the thread id. */
  isolate: string;
  threadId: number;
  file: string;
  /** Of the file; 0 with an error. */
  bytes: number;
  milliseconds: number;
  /** Set when this isolate could not be captured: it ended meanwhile, or did not answer. */
  error?: { code: string; message: string };
}

/** @throws {CaptureError} ERR_CAPTURE_DIRECTORY */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    const message = `cannot make the directory ${directory}`;
    throw new CaptureError('ERR_CAPTURE_DIRECTORY', message, { cause });
  }
}

/** Two captures into one directory at a time, of one process or of two, do not meet. */
let parts = 0;

/** Writes under another name first: a file with the final name is always whole. */
export async function captureFile(
  isolate: string,
  threadId: number,
  file: string,
  write: (part: string) => Promise<void>,
): Promise<CapturedIsolate> {
  const started = performance.now();
  const part = `${file}.${process.pid}-${++parts}.part`;
  const done = (bytes: number): CapturedIsolate => ({
    isolate,
    threadId,
    file,
    bytes,
    milliseconds: Math.round(performance.now() - started),
  });
  try {
    await write(part);
    const { size } = await stat(part);
    await rename(part, file);
    return done(size);
  } catch (error) {
    await rm(part, { force: true });
    const { code = 'ERR_CAPTURE_FAILED', message } = error as NodeJS.ErrnoException;
    return { ...done(0), error: { code, message } };
  }
}
