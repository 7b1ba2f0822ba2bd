import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { checkMethods, ownUntil } from './own.ts';
import type { Verb } from './own.ts';

/** What the kind needs of an Interface of node:readline or node:readline/promises. */
export interface ReadlineLike {
  close(): void;
  question(...parameters: never[]): unknown;
  once(event: string, listener: () => void): unknown;
  removeListener(event: string, listener: () => void): unknown;
}

const readline: Kind<ReadlineLike> = { kind: 'readline', dispose: (open) => open.close() };

export function ownReadline<T extends ReadlineLike>(
  scope: Scope,
  open: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('readline', 'a readline Interface', open, ['close', 'question', 'once']);
  if ((open as { closed?: boolean }).closed) return open;
  ownUntil(scope, open, 'close', readline, options, verb);
  return open;
}
