import type { ResourceError } from '../errors.ts';
import type { Claim, Kind } from '../types.ts';
import type { Order } from './order.ts';
import type { Scope } from './scope.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a kind is contravariant in its resource
export type AnyKind = Kind<any>;

/** The disposer of one resource, for the kinds whose resources have one each (adopt, use, fd). */
export type Method = (...args: never[]) => unknown;

/** What else a registration may carry. */
export interface Extras {
  name?: string | undefined;
  deadline?: number | undefined;
  method?: Method | undefined;
  /** Undoes what was set up to notice that the resource ended by itself. */
  unwatch?: (() => void) | undefined;
  order?: Order | undefined;
}

/** An unformatted stack, taken where a resource was registered. */
export type Site = { stack?: string } | undefined;

/**
 * All that a node does not keep itself. Nameless resources of one kind in one scope share a slot, so a million
 * timers cost a million nodes and one slot.
 */
export class Slot implements Claim {
  readonly scope: Scope;
  readonly kind: AnyKind;
  readonly name: string | undefined;
  readonly deadline: number;
  readonly method: Method | undefined;
  readonly unwatch: Extras['unwatch'];
  readonly order: Order | undefined;
  readonly site: Site;
  /** Set in a private copy while the disposer is pending. Never rejects. */
  readonly running: Promise<ResourceError | undefined> | undefined;

  constructor(scope: Scope, kind: AnyKind, extras: Extras, site?: Site, running?: Slot['running']) {
    this.scope = scope;
    this.kind = kind;
    this.name = extras.name;
    this.deadline = extras.deadline ?? scope.deadline;
    this.method = extras.method;
    this.unwatch = extras.unwatch;
    this.order = extras.order;
    this.site = site;
    this.running = running;
  }
}

/** For slots that say nothing but their kind. */
export const noExtras: Extras = Object.freeze({});
