/**
 * The types of the standard, written out: `lib: ["esnext.disposable"]` would promise globals that Node 20 and 22
 * do not have, and a consumer without that lib could not read our declarations.
 */
export interface DisposableStack extends Disposable {
  readonly disposed: boolean;
  dispose(): void;
  use<T extends Disposable | null | undefined>(value: T): T;
  adopt<T>(value: T, onDispose: (value: T) => void): T;
  defer(onDispose: () => void): void;
  move(): DisposableStack;
  readonly [Symbol.toStringTag]: string;
}

export interface DisposableStackConstructor {
  new (): DisposableStack;
  readonly prototype: DisposableStack;
}

/** See {@link DisposableStack}. */
export interface AsyncDisposableStack extends AsyncDisposable {
  readonly disposed: boolean;
  disposeAsync(): Promise<void>;
  use<T extends AsyncDisposable | Disposable | null | undefined>(value: T): T;
  adopt<T>(value: T, onDisposeAsync: (value: T) => PromiseLike<void> | void): T;
  defer(onDisposeAsync: () => PromiseLike<void> | void): void;
  move(): AsyncDisposableStack;
  readonly [Symbol.toStringTag]: string;
}

export interface AsyncDisposableStackConstructor {
  new (): AsyncDisposableStack;
  readonly prototype: AsyncDisposableStack;
}

/** An error that happened while another, `suppressed`, was being handled. */
export interface SuppressedError extends Error {
  error: unknown;
  suppressed: unknown;
}

export interface SuppressedErrorConstructor {
  new (error: unknown, suppressed: unknown, message?: string): SuppressedError;
  (error: unknown, suppressed: unknown, message?: string): SuppressedError;
  readonly prototype: SuppressedError;
}
