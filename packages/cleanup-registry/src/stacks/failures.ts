import { SuppressedError as OwnSuppressedError } from './suppressed-error.ts';
import type { SuppressedErrorConstructor } from './types.ts';

const host = globalThis as unknown as { SuppressedError?: SuppressedErrorConstructor };

/** The host's class where it has one, so that `instanceof` agrees with what `using` itself throws. */
export const SuppressedError: SuppressedErrorConstructor =
  host.SuppressedError ?? OwnSuppressedError;

/** The completion of DisposeResources: each error that comes later suppresses what was thrown before it. */
export class Failures {
  #thrown = false;
  #error: unknown;

  add(error: unknown): void {
    this.#error = this.#thrown ? new SuppressedError(error, this.#error) : error;
    this.#thrown = true;
  }

  throwIfAny(): void {
    if (this.#thrown) throw this.#error;
  }
}
