import { inspect } from 'node:util';
import type { EncodedError } from './messages.ts';

const MAX_DEPTH = 8;
const standard: Record<string, ErrorConstructor> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Turns anything that was thrown into data that always can be cloned. Never throws. */
export function encodeError(thrown: unknown, depth = 0): EncodedError {
  try {
    return encode(thrown, depth);
  } catch {
    // A getter or a proxy of the thrown object threw in its turn.
    return { isError: true, name: 'Error', message: 'An error that cannot be read was thrown' };
  }
}

function encode(thrown: unknown, depth: number): EncodedError {
  if (!(thrown instanceof Error) && !isErrorLike(thrown)) {
    return { isError: false, value: cloneableOr(thrown) };
  }
  const { name, message, stack } = thrown;
  const props: Record<string, unknown> = {};
  for (const key of Object.keys(thrown)) {
    if (key === 'name' || key === 'message' || key === 'stack' || key === 'cause') continue;
    props[key] = cloneableOr((thrown as unknown as Record<string, unknown>)[key]);
  }
  const code = (thrown as { code?: unknown }).code;
  if (code !== undefined) props['code'] = cloneableOr(code);
  return {
    isError: true,
    name: String(name),
    message: String(message),
    stack: typeof stack === 'string' ? stack : undefined,
    props,
    ...(thrown.cause !== undefined && depth < MAX_DEPTH
      ? { cause: encodeError(thrown.cause, depth + 1) }
      : {}),
    ...(thrown instanceof AggregateError && depth < MAX_DEPTH
      ? { errors: thrown.errors.map((one) => encodeError(one, depth + 1)) }
      : {}),
  };
}

/** Errors of another realm (`vm`) are not instances of this realm's Error. */
function isErrorLike(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]';
}

function cloneableOr(value: unknown): unknown {
  if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') {
    return value;
  }
  try {
    return structuredClone(value);
  } catch {
    return inspect(value, { depth: 1, breakLength: Infinity });
  }
}

/** The other way: a real Error of this thread, of the standard class where there is one. */
export function decodeError(encoded: EncodedError): unknown {
  if (!encoded.isError) return encoded.value;
  const { name = 'Error', message = '', stack, props, cause, errors } = encoded;
  const options = cause === undefined ? undefined : { cause: decodeError(cause) };
  const error = errors
    ? new AggregateError(errors.map(decodeError), message, options)
    : new (standard[name] ?? Error)(message, options);
  if (error.name !== name) define(error, 'name', name);
  define(error, 'stack', stack ?? `${name}: ${message}`);
  for (const [key, value] of Object.entries(props ?? {})) {
    Object.defineProperty(error, key, {
      value,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
  return error;
}

function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true });
}
