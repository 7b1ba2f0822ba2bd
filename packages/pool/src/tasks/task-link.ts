/** What goes between a task and its caller before it settles. All of it comes in order. */
export interface TaskLink {
  /** STREAM, PROGRESS or both: see `messages.ts`. */
  readonly flags: number;
  /** Values of a stream that may be on the way or not yet taken. */
  readonly buffer: number;
  /** The stream has sent all that its consumer has room for: its thread can run other tasks. */
  readonly rests: boolean;
  onValues(values: readonly unknown[]): void;
  onProgress(value: unknown): void;
  /** It had been stopped, and now has ended. */
  onStopped(): void;
}
