import { InvalidArgumentError } from '../errors.ts';
import type { Scope } from '../core/scope.ts';
import type { Claim, Kind, OwnOptions } from '../types.ts';
import { checkFunction, own } from './own.ts';
import type { Slot } from '../core/slot.ts';
import type { Verb } from './own.ts';

/** Options of `registry.closable`. */
export interface ClosableOptions extends OwnOptions {
  /**
   * The method that closes it.
   * @default the first it has of `quit`, `end`, `close`, `disconnect`, `terminate`, `destroy`: a farewell before
   * a cut
   */
  method?: string;
  /** The method takes a callback instead of returning a promise. @default false */
  callback?: boolean;
}

const METHODS = ['quit', 'end', 'close', 'disconnect', 'terminate', 'destroy'];

type Closable = Record<string, (done?: (error?: unknown) => void) => unknown>;

const closable: Kind<Closable> = {
  kind: 'closable',
  dispose: (resource, claim) => methodOf(claim).call(resource),
  // `close` or `end` waited for something that does not come.
  escalate: (resource) => (resource['destroy'] ?? resource['disconnect'])?.call(resource),
  describe: (resource) => resource.constructor?.name,
};

const withCallback: Kind<Closable> = {
  ...closable,
  dispose: (resource, claim) =>
    new Promise<void>((resolve, reject) => {
      methodOf(claim).call(resource, (error) => (error ? reject(error) : resolve()));
    }),
};

const methodOf = (claim: Claim): Closable[string] => (claim as Slot).method as Closable[string];

export function ownClosable<T extends object>(
  scope: Scope,
  resource: T,
  options: ClosableOptions | undefined,
  verb: Verb,
): T {
  const members = (resource ?? {}) as Closable;
  const name = options?.method ?? METHODS.find((each) => typeof members[each] === 'function');
  if (!name) {
    throw new InvalidArgumentError('closable', `an object with one of ${METHODS.join()}`, resource);
  }
  const method = members[name];
  checkFunction(`closable: the method ${name}`, method);
  own(scope, resource, options?.callback ? withCallback : closable, options, verb, method as never);
  return resource;
}
