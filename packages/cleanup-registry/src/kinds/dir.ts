import type { Dir } from 'node:fs';
import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { checkMethods, own } from './own.ts';
import type { Verb } from './own.ts';

const dir: Kind<Dir> = {
  kind: 'dir',
  async dispose(open) {
    try {
      await open.close();
    } catch (error) {
      // Iterating to the end closes it, and it has no event that would tell.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_DIR_CLOSED') throw error;
    }
  },
  describe: (open) => open.path,
};

export function ownDir<T extends Dir>(
  scope: Scope,
  open: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('dir', 'an fs.Dir', open, ['close', 'read']);
  own(scope, open, dir, options, verb);
  return open;
}
