import { close, fstatSync } from 'node:fs';
import { promisify } from 'node:util';
import { FileDescriptorError, InvalidArgumentError } from '../errors.ts';
import type { Kind, OwnOptions } from '../types.ts';
import type { Scope } from '../core/scope.ts';
import type { Slot } from '../core/slot.ts';
import { own } from './own.ts';
import type { Verb } from './own.ts';

const closeAsync = promisify(close);

const descriptor: Kind<number> = {
  kind: 'fd',
  dispose: (fd, claim) => (claim as Slot).method!(fd as never),
  describe: String,
};

export function ownDescriptor(
  scope: Scope,
  fd: number,
  options: OwnOptions | undefined,
  verb: Verb,
): number {
  if (!Number.isInteger(fd) || fd < 0 || fd > 2 ** 31 - 1) {
    throw new InvalidArgumentError('fd', 'a file descriptor (an integer, 0 or more)', fd);
  }
  const before = stat(fd);
  const method = async (): Promise<void> => {
    const { dev, ino } = stat(fd);
    // Closing a number that was closed elsewhere and given out again would take the file from its new owner.
    // What cannot be seen: the same file opened again under the same number.
    if (dev !== before.dev || ino !== before.ino) {
      throw new FileDescriptorError('CLEANUP_FD_REUSED', fd);
    }
    await closeAsync(fd);
  };
  own(scope, fd, descriptor, options, verb, method);
  return fd;
}

function stat(fd: number): { dev: bigint; ino: bigint } {
  try {
    return fstatSync(fd, { bigint: true });
  } catch (cause) {
    throw new FileDescriptorError('CLEANUP_FD_NOT_OPEN', fd, { cause });
  }
}
