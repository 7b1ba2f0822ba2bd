import { InvalidArgumentError } from '../errors.ts';
import type { Awaitable, Kind, OwnOptions } from '../types.ts';
import type { Scope } from '../core/scope.ts';
import type { Slot } from '../core/slot.ts';
import { checkFunction, own } from './own.ts';
import type { Verb } from './own.ts';

/** Options of `registry.adopt`. */
export interface AdoptOptions extends OwnOptions {
  /**
   * The word that stands for this sort of resource in reports.
   * @default 'adopted'
   */
  kind?: string;
}

const adopted: Kind<unknown> = {
  kind: 'adopted',
  dispose: (value, claim) => (claim as Slot).method!(value as never),
};

export function ownAdopted<T>(
  scope: Scope,
  value: T,
  disposer: (value: T) => Awaitable,
  options: AdoptOptions | undefined,
  verb: Verb,
): T {
  checkFunction('adopt(value, disposer)', disposer);
  const kind = options?.kind ?? adopted.kind;
  if (typeof kind !== 'string' || kind === '') {
    throw new InvalidArgumentError('kind', 'a word', kind);
  }
  const sort = kind === adopted.kind ? adopted : { ...adopted, kind };
  own(scope, value, sort, options, verb, disposer);
  return value;
}
