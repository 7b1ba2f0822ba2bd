import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { own } from './own.ts';
import type { Verb } from './own.ts';

/** Options of `registry.tempDir` and `registry.tempFile`. */
export interface TempOptions extends OwnOptions {
  /**
   * What the name of the directory begins with.
   * @default 'node-'
   */
  prefix?: string;
}

const remove = (path: string): Promise<void> =>
  // Windows refuses for a moment to delete what somebody else has open.
  rm(path, { recursive: true, force: true, maxRetries: 5 });

const directory: Kind<string> = { kind: 'temp-dir', dispose: remove, describe: String };

const file: Kind<string> = {
  kind: 'temp-file',
  dispose: (path) => remove(dirname(path)),
  describe: String,
};

const make = (options: TempOptions | undefined): string =>
  mkdtempSync(join(tmpdir(), options?.prefix ?? 'node-'));

export function ownTempDir(scope: Scope, options: TempOptions | undefined, verb: Verb): string {
  const path = make(options);
  own(scope, path, directory, options, verb);
  return path;
}

/** In a directory of its own, which nobody else may enter: so its name may be the caller's. */
export function ownTempFile(
  scope: Scope,
  name: string,
  options: TempOptions | undefined,
  verb: Verb,
): string {
  const path = join(make(options), name);
  own(scope, path, file, options, verb);
  writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
  return path;
}
