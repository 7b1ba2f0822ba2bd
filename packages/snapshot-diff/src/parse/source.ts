import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ArgumentError, SnapshotError } from '../errors.ts';

/** What a snapshot can be read from. */
export type SnapshotSource = string | URL | AsyncIterable<Uint8Array | string>;

export interface OpenSource {
  /** A name for messages and reports. */
  label: string;
  path: string | undefined;
  size: number | undefined;
  /** @param buffer - room for one chunk of a file; each holds until the next is asked for */
  chunks(buffer: Uint8Array): AsyncIterable<Uint8Array>;
}

/** Chunks after which the rest of the program has its turn: some milliseconds. */
const CHUNKS_PER_TURN = 8;

/** A path, a `file:` URL, a `Readable` or any async iterable of bytes. */
export async function openSource(source: SnapshotSource): Promise<OpenSource> {
  if (typeof source === 'string' || source instanceof URL) {
    if (source instanceof URL && source.protocol !== 'file:') {
      throw new ArgumentError(`cannot read ${source.href}: expected a path or a file: URL`);
    }
    const path = typeof source === 'string' ? source : fileURLToPath(source);
    return openFile(path);
  }
  if (typeof source !== 'object' || source === null || !(Symbol.asyncIterator in source)) {
    throw new ArgumentError(
      `cannot read a snapshot from ${typeof source}: expected a path, a file: URL, a Readable or an async iterable of bytes`,
    );
  }
  return { label: '(stream)', path: undefined, size: undefined, chunks: () => bytesOf(source) };
}

async function openFile(path: string): Promise<OpenSource> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    const status = await file.stat();
    if (status.isDirectory()) {
      throw new SnapshotError('ERR_SNAPSHOT_IS_DIRECTORY', `${path} is a directory, not a file`, {
        path,
      });
    }
    // A pipe or a device says 0 and has more.
    const size = status.isFile() ? status.size : undefined;
    return {
      label: path,
      path,
      size,
      chunks: (buffer) => read(path, file, status.isFile(), buffer),
    };
  } catch (error) {
    await file.close();
    throw error instanceof SnapshotError ? error : unreadable(path, error);
  }
}

async function* read(
  path: string,
  file: Awaited<ReturnType<typeof open>>,
  isFile: boolean,
  buffer: Uint8Array,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    let turn = 0;
    for (;;) {
      // A hand to the thread pool and back costs as much as the copy. A pipe may have nothing yet.
      const bytesRead = isFile
        ? readSync(file.fd, buffer, 0, buffer.length, null)
        : (await file.read(buffer, 0, buffer.length)).bytesRead;
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      if (isFile && ++turn % CHUNKS_PER_TURN === 0) await setImmediate();
    }
  } catch (error) {
    throw error instanceof SnapshotError ? error : unreadable(path, error);
  } finally {
    await file.close();
  }
}

async function* bytesOf(
  source: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of source) {
    if (typeof chunk === 'string') yield Buffer.from(chunk, 'utf8');
    else if (chunk instanceof Uint8Array) yield chunk;
    else throw new ArgumentError(`the stream gave ${typeof chunk}, expected bytes`);
  }
}

function unreadable(path: string, cause: unknown): SnapshotError {
  const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  return new SnapshotError(
    missing ? 'ERR_SNAPSHOT_NOT_FOUND' : 'ERR_SNAPSHOT_READ',
    missing ? `there is no file ${path}` : `cannot read ${path}: ${(cause as Error).message}`,
    { path, cause },
  );
}
