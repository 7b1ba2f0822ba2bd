import { EndlessRegistrationError, OwnershipCycleError, RegistryDisposedError } from '../errors.ts';
import type { ResourceError } from '../errors.ts';
import type { Kind, LiveResource } from '../types.ts';
import { coarseNow } from './clock.ts';
import { Ledger } from './ledger.ts';
import { Owned } from './owned.ts';
import { callDisposer, disposeTree, settleOne } from './run.ts';
import { announceSignals } from './signals.ts';
import { captureSite, createSampler, isAmongFirst } from './site.ts';
import type { Sampler } from './site.ts';
import { noExtras, Slot } from './slot.ts';
import type { Extras } from './slot.ts';
import type {
  AnyKind,
  Method,
  Order,
  OwnedNode,
  Phase,
  ScopeCore,
  Settler,
  State,
} from './shapes.ts';

type Verb = (...args: never[]) => unknown;

/** The kind of a nested scope; run.ts walks into it instead of calling it. */
const scopeKind: Kind<Scope> = {
  kind: 'scope',
  dispose: (scope) => scope.dispose(),
  describe: (scope) => scope.name,
};

/** A run that is fed faster than it drains must end: so many newcomers are taken in, the next are refused. */
const NEWCOMERS = 100_000;
/** The least number of registrations between two looks for resources that ended unseen. */
const SWEEP = 256;
/** A disposer that registers its like when disposed at once would recurse for ever; so deep it may go. */
const DEPTH = 50;

export interface ScopeOptions {
  name: string;
  deadline: number;
  overall: number;
  parallel: number;
  phases: readonly Phase[];
  sampler: Sampler;
  onDropped?: ((live: LiveResource[]) => void) | undefined;
}

/** Owns resources and other scopes. The order of disposal is that of registration backwards. */
export class Scope extends Ledger implements ScopeCore {
  /**
   * V8 keeps the hidden classes of objects only while there are such: with none alive, a collection between two
   * bursts throws all the optimised code away. So one of each stays.
   */
  static readonly anchor: Owned = new Scope({
    name: '',
    deadline: 0,
    overall: 0,
    parallel: 1,
    phases: [],
    sampler: createSampler(0),
  }).add(undefined, scopeKind, Scope as never);

  readonly name: string;
  readonly deadline: number;
  readonly overall: number;
  /** How many disposers may be pending at a time. */
  readonly parallel: number;
  readonly phases: readonly Phase[];
  readonly sampler: Sampler;
  readonly onDropped: ScopeOptions['onDropped'];
  /** Whether anything but the order of registration counts; without it disposal is a plain walk backwards. */
  planned: boolean;
  parent: Scope | undefined;
  /** The node that stands for this scope in its parent's list. */
  own: OwnedNode | undefined;
  state: State = 'open';
  /** On the clock of core/clock.ts, while disposing. */
  endsAt: number = Infinity;
  failures: ResourceError[] = [];
  /** The one promise that every call of dispose() gets. */
  disposal: Settler | undefined;
  signals = false;
  controller: AbortController | undefined;
  #newcomers = 0;
  #depth = 0;
  /** Calls of sweep() before it looks again: as many as it found last time. */
  #untilSweep: number = SWEEP;
  /** The slot used last; the neighbour of a resource is most often of its kind. */
  #recent: Slot | undefined;
  #slots: Map<AnyKind, Slot> | undefined;
  /** Resource to newest node. Made by the first search and kept from then on: who never asks never pays. */
  #index: Map<unknown, OwnedNode> | undefined;
  /** Whether a resource was registered twice, so that a miss in the index may still be in the list. */
  #shadowed = false;

  constructor(options: ScopeOptions) {
    super();
    this.name = options.name;
    this.deadline = options.deadline;
    this.overall = options.overall;
    this.parallel = options.parallel;
    this.phases = options.phases;
    this.planned = options.parallel > 1;
    this.sampler = options.sampler;
    this.onDropped = options.onDropped;
  }

  get path(): string {
    let path = this.name;
    for (let scope = this.parent; scope; scope = scope.parent) path = `${scope.name}/${path}`;
    return path;
  }

  /** Takes a resource that has nothing of its own but perhaps a disposer: the short way in. */
  add(resource: unknown, kind: AnyKind, verb: Verb, method?: Method): Owned {
    if (this.state !== 'open') return this.#addLate(resource, new Slot(this, kind, { method }));
    let slot = this.#recent;
    if (slot?.kind !== kind || slot.method !== method) slot = this.#slotFor(kind, method, verb);
    if (--this.sampler.left <= 0) slot = this.#sample(slot, verb);
    // push() written out, since this is the hot path: each field of the node is written once.
    const index = this.nodes.length;
    const birth = coarseNow();
    if (birth !== this.lastBirth || index < this.lastFrom) this.mark(index, birth);
    const node = new Owned(resource, slot, index);
    this.nodes.push(node);
    if (this.#index) this.#note(this.#index, node);
    return node;
  }

  /** Takes a resource with a slot of its own. */
  addWith(resource: unknown, kind: AnyKind, extras: Extras, verb: Verb): Owned {
    const due = --this.sampler.left <= 0;
    if (due) this.sampler.left = this.sampler.every;
    const site = due || isAmongFirst(this.sampler, kind.kind) ? captureSite(verb) : undefined;
    const slot = new Slot(this, kind, extras, site);
    if (this.state !== 'open') return this.#addLate(resource, slot);
    return this.#enter(new Owned(resource, slot, 0));
  }

  /** Makes another scope a resource of this one, taking it from its present owner if it has one. */
  adoptScope(child: Scope, verb: Verb): void {
    if (child === this || this.isBelow(child)) throw new OwnershipCycleError(this.path, child.path);
    child.leaveParent();
    this.attach(child, verb);
  }

  /** The same for a scope just made, which cannot own anybody yet. */
  attach(child: Scope, verb: Verb, order?: Order): void {
    // Its resources have deadlines; it has none of its own.
    const node = this.addWith(child, scopeKind, { deadline: Infinity, order, child }, verb);
    child.parent = this;
    child.own = node;
    if (child.signals) announceSignals(this);
  }

  isBelow(other: Scope): boolean {
    let above = this.parent;
    while (above && above !== other) above = above.parent;
    return above !== undefined;
  }

  leaveParent(): void {
    const { own, parent } = this;
    this.own = undefined;
    this.parent = undefined;
    if (own && parent) parent.remove(own);
  }

  find(resource: unknown): OwnedNode | undefined {
    this.#index ??= this.#makeIndex();
    const node = this.#index.get(resource);
    if (node || !this.#shadowed) return node;
    return this.nodes.findLast((other) => other?.resource === resource);
  }

  /** Takes a node out; nothing is disposed. Does nothing when it is out already. */
  remove(node: OwnedNode): boolean {
    if (!node.live) return false;
    this.cut(node);
    this.forget(node);
    return true;
  }

  forget(node: OwnedNode): void {
    if (this.#index?.get(node.resource) === node) this.#index.delete(node.resource);
  }

  /**
   * Lets go of resources that ended unseen. To be called after each registration of a kind that has such; it looks
   * at the list once in as many calls as it was long the last time, so that each costs constant time on average.
   */
  sweep(): void {
    this.#untilSweep -= 1;
    if (this.#untilSweep > 0) return;
    for (const node of this.nodes.slice()) {
      if (node?.slot.kind.ended?.(node.resource)) this.remove(node);
    }
    this.#untilSweep = Math.max(SWEEP, this.size);
  }

  restore(node: OwnedNode): void {
    this.#enter(node);
  }

  /** Disposes one node early. Joins a disposal that is under way. */
  async release(node: OwnedNode): Promise<void> {
    if (!node.live) return;
    const failure = await (node.slot.running?.ended ?? settleOne(node, Infinity));
    if (failure) throw failure;
  }

  /** The same, started only: a failure that comes later belongs to the disposal of the scope. */
  releaseNow(node: OwnedNode): void {
    if (!node.live || node.slot.running) return;
    const outcome = settleOne(node, Infinity);
    if (outcome instanceof Promise) void outcome.then((late) => late && this.failures.push(late));
    else if (outcome) throw outcome;
  }

  dispose(): Promise<void> {
    if (this.disposal) return this.disposal.promise;
    if (this.state === 'disposed') return Promise.resolve();
    const first = this.state === 'open';
    this.disposal = withResolvers();
    const { promise } = this.disposal;
    if (first) void disposeTree(this);
    return promise;
  }

  #enter<T extends OwnedNode>(node: T): T {
    this.push(node, coarseNow());
    if (this.#index) this.#note(this.#index, node);
    return node;
  }

  #note(index: Map<unknown, OwnedNode>, node: OwnedNode): void {
    if (index.has(node.resource)) this.#shadowed = true;
    index.set(node.resource, node);
  }

  #makeIndex(): Map<unknown, OwnedNode> {
    const index = new Map<unknown, OwnedNode>();
    for (const node of this.nodes) if (node) this.#note(index, node);
    return index;
  }

  #slotFor(kind: AnyKind, method: Method | undefined, verb: Verb): Slot {
    const known = method ? undefined : this.#slots?.get(kind);
    if (known) return (this.#recent = known);
    // The first few are not shared, for each has a stack of its own.
    const among = isAmongFirst(this.sampler, kind.kind);
    const slot = new Slot(
      this,
      kind,
      method ? { method } : noExtras,
      among ? captureSite(verb) : undefined,
    );
    if (among) return slot;
    // A slot with a disposer is only found as the one used last: methods may be closures, each another.
    if (!method) (this.#slots ??= new Map<AnyKind, Slot>()).set(kind, slot);
    return (this.#recent = slot);
  }

  #sample({ site, kind, method }: Slot, verb: Verb): Slot {
    this.sampler.left = this.sampler.every;
    return new Slot(this, kind, { method }, site ?? captureSite(verb));
  }

  /** While disposing: into the same run. After it: disposed at once, and an error for the one who registered. */
  #addLate(resource: unknown, slot: Slot): Owned {
    const node = new Owned(resource, slot, 0);
    if (this.state === 'disposing' && this.#newcomers < NEWCOMERS) {
      this.#newcomers += 1;
      return this.#enter(node);
    }
    slot.unwatch?.();
    this.#depth += 1;
    const endless = this.#depth > DEPTH;
    const disposal = endless
      ? Promise.reject(new EndlessRegistrationError(this.path))
      : callDisposer(node);
    this.#depth -= 1;
    // Nobody has to look at it; but it must not end the process as an unhandled rejection either.
    disposal.catch(() => undefined);
    const what = `${node.kind}${node.name === undefined ? '' : ` "${node.name}"`}`;
    throw new RegistryDisposedError(this.path, what, disposal);
  }
}

function withResolvers(): Settler {
  let resolve!: () => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
