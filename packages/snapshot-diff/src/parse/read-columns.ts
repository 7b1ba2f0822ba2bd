import { SnapshotError } from '../errors.ts';
import type { Columns } from './columns.ts';
import { SnapshotParser } from './snapshot-parser.ts';
import { openSource, type SnapshotSource } from './source.ts';

/** @param share - from 0 to 1 */
export type OnProgress = (share: number) => void;

export interface ReadOptions {
  /**
   * Keep sizes over 4 GiB whole. DevTools cuts them to 32 bits (5 GiB shows as 1 GiB), and the
   * default does as DevTools does.
   * @default false
   */
  exactSizes?: boolean;
  /** Name of the snapshot in messages. @default the path */
  label?: string;
  /** Called while a file is read: how much of it is, 0 to 1. Not for streams, whose length nobody knows. */
  onProgress?: OnProgress | undefined;
  /** Stops the reading; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** Streams a source through the parser. */
export async function readColumns(
  source: SnapshotSource,
  options: ReadOptions,
): Promise<{ columns: Columns; label: string }> {
  const { signal } = options;
  signal?.throwIfAborted();
  const { chunks, size, path, label } = await openSource(source);
  const parser = new SnapshotParser({ size, exactSizes: options.exactSizes });
  let read = 0;
  try {
    for await (const chunk of chunks(parser.input)) {
      signal?.throwIfAborted();
      parser.write(chunk);
      read += chunk.length;
      if (options.onProgress && size !== undefined) options.onProgress(Math.min(1, read / size));
    }
    return { columns: parser.end(), label: options.label ?? label };
  } catch (error) {
    if (error instanceof SnapshotError && path !== undefined && error.path === undefined) {
      error.path = path;
      error.message = `${path}: ${error.message}`;
    }
    throw error;
  }
}
