import type { FileHandle } from 'node:fs/promises';
import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { checkMethods, ownUntil } from './own.ts';
import type { Verb } from './own.ts';

const fileHandle: Kind<FileHandle> = {
  kind: 'file-handle',
  // Waits for operations that are pending on it.
  dispose: (handle) => handle.close(),
  describe: (handle) => `fd ${handle.fd}`,
};

export function ownFileHandle<T extends FileHandle>(
  scope: Scope,
  handle: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('fileHandle', 'a FileHandle of node:fs/promises', handle, ['close', 'readFile']);
  // Closed already, and so never to say so again.
  if (handle.fd === -1) return handle;
  // It is an EventEmitter; the types of Node 20 do not say so.
  ownUntil(scope, handle as never, 'close', fileHandle, options, verb);
  return handle;
}
