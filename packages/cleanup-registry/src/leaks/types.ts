import type { EventEmitter } from 'node:events';

/** Something that was opened while leaks were tracked, and is still open. */
export interface Leak {
  /** `timeout`, `immediate`, `server`, `socket`, `worker`, `port`, `child`, `watcher`, `fd`, `listener`, `registry`, … */
  readonly type: string;
  /** What is known of it: the event of a listener, the file of a descriptor, the resource of a registry. */
  readonly what: string;
  /** The stack it was created from, without its first line; empty where it cannot be known (descriptors). */
  readonly stack: string;
}

/** Options of trackLeaks. */
export interface LeakOptions {
  /**
   * Says which are no leaks: a type, a pattern for the text or stack of a leak, or a function.
   * @default []
   */
  allow?: readonly (string | RegExp | ((leak: Leak) => boolean))[];
  /**
   * Emitters whose listeners are watched beside those of `process`.
   * @default []
   */
  emitters?: readonly EventEmitter[];
}

/** A tracking under way. */
export interface LeakTracking {
  /** Ends it, and tells what is still open some turns of the event loop later. */
  stop(): Promise<Leak[]>;
}

/** What one sort of tracker does: says what of that which was opened since is open now, and ends. */
export interface Tracker {
  /** No further ones are recorded. */
  freeze(): void;
  open(): Leak[];
  end(): void;
}
