import { AttachError } from '../errors.ts';

/** Answers and events of Chrome's DevTools protocol are plain JSON objects. */
export type Fields = Record<string, unknown>;

export interface CommandOptions {
  /** Milliseconds until the command is given up, or `Infinity`. @default the session's */
  timeout?: number;
}

interface Pending {
  resolve(result: Fields): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * One conversation in Chrome's DevTools protocol: numbered commands, answers, events. What carries
 * the text is another's business: a socket for the main thread, the main thread for its workers.
 */
export class ProtocolSession {
  readonly #send: (text: string) => void;
  readonly #timeout: number;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, (params: Fields) => void>();
  #last = 0;
  #end: Error | undefined;

  constructor(send: (text: string) => void, timeout: number) {
    this.#send = send;
    this.#timeout = timeout;
  }

  /** @throws {AttachError} ERR_ATTACH_PROTOCOL when refused, ERR_ATTACH_TIMEOUT, ERR_ATTACH_LOST */
  command(method: string, params: Fields = {}, options: CommandOptions = {}): Promise<Fields> {
    if (this.#end) return Promise.reject(this.#end);
    const { timeout = this.#timeout } = options;
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const late = (): void => {
        this.#pending.delete(id);
        reject(new AttachError('ERR_ATTACH_TIMEOUT', `${method}: no answer within ${timeout} ms`));
      };
      const timer = timeout === Infinity ? undefined : setTimeout(late, timeout);
      this.#pending.set(id, { resolve, reject, timer });
      this.#send(JSON.stringify({ id, method, params }));
    });
  }

  /** At most one listener an event; `undefined` takes it away. */
  on(event: string, listener: ((params: Fields) => void) | undefined): void {
    if (listener) this.#listeners.set(event, listener);
    else this.#listeners.delete(event);
  }

  receive(text: string): void {
    const message = parse(text);
    if (message.id === undefined) {
      this.#listeners.get(message.method ?? '')?.(message.params ?? {});
      return;
    }
    const pending = this.#pending.get(message.id);
    if (!pending) return; // Given up meanwhile.
    this.#pending.delete(message.id);
    clearTimeout(pending.timer);
    if (message.error) {
      pending.reject(new AttachError('ERR_ATTACH_PROTOCOL', `refused: ${message.error.message}`));
    } else pending.resolve(message.result ?? {});
  }

  /** Everything that waits, and every later command, fails with this error. */
  end(error: Error): void {
    this.#end ??= error;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(this.#end);
    }
  }

  get ended(): Error | undefined {
    return this.#end;
  }
}

interface Message {
  id?: number;
  method?: string;
  params?: Fields;
  result?: Fields;
  error?: { message?: string };
}

function parse(text: string): Message {
  try {
    return JSON.parse(text) as Message;
  } catch (cause) {
    const message = `the other end sent no JSON: ${text.slice(0, 80)}`;
    throw new AttachError('ERR_ATTACH_PROTOCOL', message, { cause });
  }
}

/**
 * The value of an expression in an isolate. It runs at once, even between two steps of a function that
 * never returns to the event loop.
 * @throws {AttachError} ERR_ATTACH_PROTOCOL with the message of what it threw
 */
export async function evaluate(
  session: ProtocolSession,
  expression: string,
  options: CommandOptions = {},
): Promise<unknown> {
  const { result, exceptionDetails } = (await session.command(
    'Runtime.evaluate',
    { expression, returnByValue: true, silent: true },
    options,
  )) as { result?: { value?: unknown }; exceptionDetails?: Fields };
  if (exceptionDetails) {
    const { exception, text } = exceptionDetails as {
      exception?: { description?: string };
      text?: string;
    };
    const said = (exception?.description ?? text ?? 'it threw').split('\n', 1)[0];
    throw new AttachError('ERR_ATTACH_PROTOCOL', `"${expression}" failed: ${said}`);
  }
  return result?.value;
}
