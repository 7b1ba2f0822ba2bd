import type { AnyKind, Method, Order, ScopeCore, SlotFields } from './shapes.ts';
import type { Site } from './site.ts';

/** What a registration may say beyond its kind. */
export type Extras = {
  readonly [K in 'name' | 'deadline' | 'method' | 'unwatch' | 'order' | 'child' | 'running']?:
    SlotFields[K] | undefined;
};

/**
 * All that a node does not keep itself. Nameless resources of one kind in one scope share a slot, so a million
 * timers cost a million nodes and one slot.
 */
export class Slot implements SlotFields {
  readonly scope: ScopeCore;
  readonly kind: AnyKind;
  readonly site: Site;
  readonly name: string | undefined;
  readonly deadline: number;
  readonly method: Method | undefined;
  readonly unwatch: (() => void) | undefined;
  readonly order: Order | undefined;
  readonly child: ScopeCore | undefined;
  readonly running: SlotFields['running'];
  readonly plain: boolean;

  constructor(scope: ScopeCore, kind: AnyKind, extras: Extras, site?: Site) {
    this.scope = scope;
    this.kind = kind;
    this.site = site;
    this.name = extras.name;
    this.deadline = extras.deadline ?? scope.deadline;
    this.method = extras.method;
    this.unwatch = extras.unwatch;
    this.order = extras.order;
    this.child = extras.child;
    this.running = extras.running;
    this.plain = !this.child && !this.running && !this.unwatch;
  }
}

/** For slots that say nothing but their kind. */
export const noExtras: Extras = Object.freeze({});
