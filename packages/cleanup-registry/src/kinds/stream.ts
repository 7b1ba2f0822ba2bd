import { Duplex, finished } from 'node:stream';
import type { Readable, Writable } from 'node:stream';
import type { Kind, OwnOptions } from '../types.ts';
import type { Scope } from '../core/scope.ts';
import { checkMethods, ownUntil } from './own.ts';
import type { Verb } from './own.ts';

type AnyStream = Readable | Writable | Duplex;

/** Options of `registry.stream`. */
export interface StreamOptions extends OwnOptions {
  /**
   * Ends the stream, so that what was written to it gets out, and destroys it only at the deadline.
   * @default true for a stream that can only be written, false for the others: a peer may never close its side
   */
  flush?: boolean;
}

const destroyed: Kind<AnyStream> = {
  kind: 'stream',
  dispose: (stream) => closed(stream, (gone) => gone.destroy()),
  describe: (stream) => stream.constructor.name,
};

const flushed: Kind<AnyStream> = {
  ...destroyed,
  dispose: (stream) => closed(stream, (ended) => (ended as Writable).end()),
  escalate: (stream) => void stream.destroy(),
};

export function ownStream<T extends AnyStream>(
  scope: Scope,
  stream: T,
  options: StreamOptions | undefined,
  verb: Verb,
): T {
  checkMethods('stream', 'a stream of node:stream', stream, ['destroy', 'on']);
  if (stream.closed) return stream;
  const canFlush = 'writableEnded' in stream && typeof stream.end === 'function';
  const onlyWritable = canFlush && !('readableEnded' in stream) && !(stream instanceof Duplex);
  const kind = canFlush && (options?.flush ?? onlyWritable) ? flushed : destroyed;
  ownUntil(scope, stream, 'close', kind, options, verb);
  return stream;
}

function closed(stream: AnyStream, begin: (stream: AnyStream) => void): Promise<void> | undefined {
  if (stream.closed) return undefined;
  return new Promise((resolve, reject) => {
    // Listens for 'error' as well, which would otherwise end the process when nobody else does.
    const stop = finished(stream, (error) => {
      const premature =
        (error as NodeJS.ErrnoException | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE';
      if (error && !premature) reject(error);
      else if (stream.closed) resolve();
      else stream.once('close', () => resolve());
      stop();
    });
    begin(stream);
  });
}
