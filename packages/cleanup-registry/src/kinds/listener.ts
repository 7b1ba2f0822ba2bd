import { InvalidArgumentError } from '../errors.ts';
import type { HandleOptions, Kind } from '../types.ts';
import type { Owned } from '../core/owned.ts';
import type { Scope } from '../core/scope.ts';
import { checkFunction, own } from './own.ts';
import type { Verb } from './own.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the arguments are the emitter's matter
type Callback = (...args: any[]) => unknown;

/** What `registry.listener` needs of an EventEmitter. */
export interface EmitterLike {
  on(event: string | symbol, listener: Callback): unknown;
  removeListener(event: string | symbol, listener: Callback): unknown;
}

/** What `registry.listener` needs of an EventTarget. */
export interface TargetLike {
  addEventListener(type: string, listener: never, options?: never): void;
  removeEventListener(type: string, listener: never, options?: never): void;
}

/** Options of `registry.listener`. */
export interface ListenerOptions extends HandleOptions {
  /** Called once at most; it leaves the registry when it has been. @default false */
  once?: boolean;
  /** Called before the listeners that are there already (EventEmitter only). @default false */
  prepend?: boolean;
  /** Called on the way down (EventTarget only). @default false */
  capture?: boolean;
  /** Promises not to call `preventDefault` (EventTarget only). @default false */
  passive?: boolean;
}

interface Attachment {
  readonly target: object;
  readonly event: string | symbol;
  readonly detach: () => void;
}

const listener: Kind<Attachment> = {
  kind: 'listener',
  dispose: (attachment) => attachment.detach(),
  describe: ({ target, event }) =>
    `${String(event)} of ${target.constructor?.name ?? 'an object without a class'}`,
};

export function ownListener(
  scope: Scope,
  target: EmitterLike | TargetLike,
  event: string | symbol,
  callback: Callback,
  options: ListenerOptions | undefined,
  verb: Verb,
): Owned {
  checkFunction('listener(target, event, callback)', callback);
  const { once = false } = options ?? {};
  let node: Owned | undefined;
  const called = once
    ? function called(this: unknown, ...args: unknown[]): unknown {
        // Taken off by hand on both sorts of targets, so that one way of leaving serves both.
        detach();
        if (node) scope.remove(node);
        return callback.apply(this, args);
      }
    : callback;
  const detach = attach(target, event, called, options ?? {});
  node = own(scope, { target, event, detach } satisfies Attachment, listener, options, verb);
  return node;
}

function attach(
  target: EmitterLike | TargetLike,
  event: string | symbol,
  callback: Callback,
  { prepend = false, capture = false, passive }: ListenerOptions,
): () => void {
  if (isEmitter(target)) {
    const add = prepend
      ? (target as EmitterLike & { prependListener: EmitterLike['on'] }).prependListener
      : target.on;
    add.call(target, event, callback);
    return () => void target.removeListener(event, callback);
  }
  if (isTarget(target)) {
    const how = (passive === undefined ? { capture } : { capture, passive }) as never;
    target.addEventListener(event as string, callback as never, how);
    return () => target.removeEventListener(event as string, callback as never, how);
  }
  throw new InvalidArgumentError('listener', 'an EventEmitter or an EventTarget', target);
}

/** First, because a MessagePort is both, and in Node.js it is used as an emitter. */
function isEmitter(target: unknown): target is EmitterLike {
  const { on, removeListener } = (target ?? {}) as Partial<EmitterLike>;
  return typeof on === 'function' && typeof removeListener === 'function';
}

function isTarget(target: unknown): target is TargetLike {
  const { addEventListener, removeEventListener } = (target ?? {}) as Partial<TargetLike>;
  return typeof addEventListener === 'function' && typeof removeEventListener === 'function';
}
