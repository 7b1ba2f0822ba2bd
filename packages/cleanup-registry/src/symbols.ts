/**
 * The two well-known symbols. A vm context on Node 20 and 22 has neither on its `Symbol`, and a computed
 * key of `undefined` would define a method called "undefined"; a stand-in keeps the classes usable there.
 */
export const disposeSymbol: typeof Symbol.dispose =
  Symbol.dispose ?? (Symbol.for('Symbol.dispose') as typeof Symbol.dispose);

/** See {@link disposeSymbol}. */
export const asyncDisposeSymbol: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose);

/**
 * Puts a method under one of the symbols above onto a class. In the class body only `[Symbol.dispose]` itself
 * can be declared, which is no key at all where it is missing.
 */
export function addMethod<T extends object>(
  prototype: T,
  symbol: symbol,
  value: (this: T) => unknown,
): void {
  Object.defineProperty(prototype, symbol, { value, writable: true, configurable: true });
}
