import { constants } from 'node:os';
import { ExitError } from './exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first signal stops the work in good order; a second one ends the command at once. Until disposed.
 */
export class StopSignals implements Disposable {
  readonly #controller = new AbortController();

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #onSignal = (name: NodeJS.Signals): void => {
    const code = 128 + constants.signals[name];
    // What was opened in the process then stays open.
    if (this.#controller.signal.aborted) process.exit(code);
    this.#controller.abort(new ExitError(code, `stopped by ${name}; nothing was left behind`));
  };

  [Symbol.dispose](): void {
    for (const name of SIGNALS) process.off(name, this.#onSignal);
  }
}
