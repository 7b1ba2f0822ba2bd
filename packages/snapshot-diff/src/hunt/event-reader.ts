import type { LiveIsolate } from '../attach/live-isolate.ts';
import { ArgumentError } from '../errors.ts';
import { RequestCounter } from './request-counter.ts';

export interface EventSources {
  /** Expressions by the name of what they count. */
  expressions: Readonly<Record<string, string>>;
  requests: boolean;
}

/** Reads counters in the main thread of a process; what grew between two readings is a count. */
export class EventReader implements AsyncDisposable {
  readonly #main: LiveIsolate;
  readonly #expressions: readonly (readonly [string, string])[];
  readonly #requests: RequestCounter | undefined;

  private constructor(
    main: LiveIsolate,
    expressions: readonly (readonly [string, string])[],
    requests: RequestCounter | undefined,
  ) {
    this.#main = main;
    this.#expressions = expressions;
    this.#requests = requests;
  }

  static async start(
    main: LiveIsolate,
    { expressions, requests }: EventSources,
  ): Promise<EventReader> {
    const counter = requests ? await RequestCounter.start(main) : undefined;
    return new EventReader(main, Object.entries(expressions), counter);
  }

  /** @throws {ArgumentError} when an expression gives no whole number */
  async read(): Promise<Record<string, number>> {
    const values: Record<string, number> = {};
    for (const [name, expression] of this.#expressions) {
      const value = await this.#main.evaluate(expression);
      if (!Number.isSafeInteger(value)) {
        throw new ArgumentError(
          `the expression "${expression}" for ${name} gave ${JSON.stringify(value) ?? 'nothing'}, expected a whole number. It is evaluated in the global scope of the main thread: a variable of a module is not seen there`,
        );
      }
      values[name] = value as number;
    }
    if (this.#requests) values['request'] = await this.#requests.read();
    return values;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#requests?.[Symbol.asyncDispose]();
  }
}
