import { AsyncDisposableStack as OwnAsync } from './stacks/async-disposable-stack.ts';
import { DisposableStack as OwnSync } from './stacks/disposable-stack.ts';
import { SuppressedError as ChosenSuppressedError } from './stacks/failures.ts';
import type {
  AsyncDisposableStack as AsyncStack,
  AsyncDisposableStackConstructor,
  DisposableStack as SyncStack,
  DisposableStackConstructor,
  SuppressedError as Suppressed,
  SuppressedErrorConstructor,
} from './stacks/types.ts';

const host = globalThis as {
  DisposableStack?: DisposableStackConstructor;
  AsyncDisposableStack?: AsyncDisposableStackConstructor;
};

/** The standard's DisposableStack: the host's where it has one, ours elsewhere. */
export const DisposableStack: DisposableStackConstructor = host.DisposableStack ?? OwnSync;
/** An instance of {@link DisposableStack}. */
export type DisposableStack = SyncStack;

/** The standard's AsyncDisposableStack: the host's where it has one, ours elsewhere. */
export const AsyncDisposableStack: AsyncDisposableStackConstructor =
  host.AsyncDisposableStack ?? OwnAsync;
/** An instance of {@link AsyncDisposableStack}. */
export type AsyncDisposableStack = AsyncStack;

/** The standard's SuppressedError: the host's where it has one, ours elsewhere. */
export const SuppressedError: SuppressedErrorConstructor = ChosenSuppressedError;
/** An instance of {@link SuppressedError}. */
export type SuppressedError = Suppressed;

export type {
  AsyncDisposableStackConstructor,
  DisposableStackConstructor,
  SuppressedErrorConstructor,
} from './stacks/types.ts';
