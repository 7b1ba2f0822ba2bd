/** What a disposer may return: it is awaited when it is a promise (or any thenable). */
export type Awaitable<T = unknown> = T | PromiseLike<T>;

/** What a disposer is told about its own registration. */
export interface Claim {
  readonly name: string | undefined;
  /** How long the disposer may take, in milliseconds, before it is escalated or given up. */
  readonly deadline: number;
}

/** A sort of resource: how it is released, and what is done when that takes too long. */
export interface Kind<T> {
  /** The word that stands for it in reports: `worker`, `timeout`, … */
  readonly kind: string;
  /** Releases the resource; must not mind a resource that is already released. */
  dispose(resource: T, claim: Claim): unknown;
  /** The harder way, called when `dispose` is still pending at its deadline. */
  escalate?(resource: T): unknown;
  /**
   * Whether a resource has ended without the registry being told. Those that have are not reported, and are let
   * go of from time to time.
   */
  ended?(resource: T): boolean;
  /** A name for a resource that was given none; only called when a report is made. */
  describe?(resource: T): string | undefined;
}

/** What a resource may say about its place in the disposal of its registry. */
export interface OrderOptions {
  /** One or more of the same registry (resources or handles; several in an array) to be disposed before it. */
  after?: unknown;
  /** One or more of the same registry that it needs to the end: they are disposed after it. */
  dependsOn?: unknown;
  /**
   * The phase of the registry it is disposed in.
   * @default after the last phase
   */
  phase?: string | undefined;
}

/** Options that every registering method takes. */
export interface OwnOptions extends OrderOptions {
  /** What reports and errors call the resource. */
  name?: string | undefined;
  /**
   * How long its disposer may take, in milliseconds; `Infinity` for no bound.
   * @default the deadline of the registry
   */
  deadline?: number | undefined;
}

/** Options of the methods that return a handle. */
export interface HandleOptions extends OwnOptions {
  /**
   * Told when the handle was collected as garbage and the resource is still open: whoever was to release it lost the
   * handle. It is released with its registry all the same. It may come late or, when the process ends before, never.
   * @default nothing
   */
  onDropped?: ((live: LiveResource) => void) | undefined;
}

/** One owned resource, for those who want to release it without naming it. */
export interface Handle {
  readonly kind: string;
  readonly name: string | undefined;
  /** Whether the registry still owns it. */
  readonly live: boolean;
  /** Disposes it now. A disposer that goes on asynchronously is awaited when the registry is disposed. */
  [Symbol.dispose](): void;
  /** Disposes it now and waits for the end. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** One line of `registry.live()`. */
export interface LiveResource {
  readonly kind: string;
  readonly name?: string;
  /** The names of the owning scopes from the outermost in, joined by `/`. */
  readonly scope: string;
  /** Milliseconds since it was registered, to about the length of one turn of the event loop. */
  readonly ageMs: number;
  /** Where it was registered, when its stack was one of those sampled. */
  readonly site?: string;
}
