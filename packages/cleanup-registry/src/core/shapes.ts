import type { ResourceError } from '../errors.ts';
import type { Claim, Kind } from '../types.ts';
import type { Sampler, Site } from './site.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a kind is contravariant in its resource
export type AnyKind = Kind<any>;

/** The disposer of one resource, for the kinds whose resources have one each (adopt, use, fd). */
export type Method = (...args: never[]) => unknown;

/** What a disposer that was called has come to: nothing, or why it failed. */
export type Failure = ResourceError | undefined;

export type State = 'open' | 'disposing' | 'disposed';

/** One owned resource among the nodes of its scope. */
export interface OwnedNode {
  resource: unknown;
  slot: SlotFields;
  /** Its place among the nodes of its scope, if it is there. */
  index: number;
  readonly kind: string;
  readonly name: string | undefined;
  readonly live: boolean;
}

/** What a node shares with its like. */
export interface SlotFields extends Claim {
  readonly scope: ScopeCore;
  readonly kind: AnyKind;
  readonly method: Method | undefined;
  /** Undoes what was set up to notice that the resource ended by itself. */
  readonly unwatch: (() => void) | undefined;
  readonly order: Order | undefined;
  readonly site: Site;
  /** The nested scope that the resource is. */
  readonly child: ScopeCore | undefined;
  /** Set in a private copy while the disposer is pending. */
  readonly running: Running | undefined;
  /** No scope, not running, not watched: there is a disposer to call, and nothing else to it. */
  readonly plain: boolean;
}

/** A disposer that is pending. */
interface Running {
  /** Never rejects. */
  readonly ended: Promise<Failure>;
  /** When the resource was registered, on the clock of core/clock.ts. */
  readonly born: number;
}

/** A step of a disposal: all resources of one phase go before those of the next. */
export interface Phase {
  readonly name: string;
  /** Bound of the whole phase, in milliseconds. */
  readonly deadline: number;
}

/** What one resource says about its place. Kept by the resource that said it, so that it goes with it. */
export interface Order {
  /** Disposed before this one. */
  readonly after: readonly OwnedNode[];
  /** Disposed after this one. */
  readonly before: readonly OwnedNode[];
  /** Index in the phases of the scope; one past the last for resources of no phase. */
  readonly phase: number;
}

/** What the parts below it see of a scope. */
export interface ScopeCore {
  readonly path: string;
  readonly deadline: number;
  readonly overall: number;
  /** How many disposers may be pending at a time. */
  readonly parallel: number;
  readonly phases: readonly Phase[];
  readonly sampler: Sampler;
  /** In the order of registration, with holes. */
  readonly nodes: (OwnedNode | undefined)[];
  readonly lastFrom: number;
  readonly lastBirth: number;
  /** The node that stands for this scope in its parent's list. */
  readonly own: OwnedNode | undefined;
  /** Whether anything but the order of registration counts; without it disposal is a plain walk backwards. */
  planned: boolean;
  readonly parent: ScopeCore | undefined;
  /** Whether this scope or one below it has handed out a signal. */
  signals: boolean;
  /** Of the signal it has handed out. */
  controller: AbortController | undefined;
  state: State;
  /** On the clock of core/clock.ts, while disposing. */
  endsAt: number;
  failures: ResourceError[];
  /** The one promise that every call of dispose() gets. */
  readonly disposal: Settler | undefined;
  find(resource: unknown): OwnedNode | undefined;
  remove(node: OwnedNode): boolean;
  last(): OwnedNode | undefined;
  birthBelow(index: number): number;
  birthOf(node: OwnedNode): number;
  /** Takes a node that is no longer among the others out of the index too. */
  forget(node: OwnedNode): void;
  /** Puts a node whose disposer is pending back, so that it is seen as live and waited for. */
  restore(node: OwnedNode): void;
  release(node: OwnedNode): Promise<void>;
  releaseNow(node: OwnedNode): void;
  dispose(): Promise<void>;
  leaveParent(): void;
}

/** A promise with its two ends; Promise.withResolvers is not in Node 20. */
export interface Settler {
  promise: Promise<void>;
  resolve: () => void;
  reject: (reason: unknown) => void;
}
