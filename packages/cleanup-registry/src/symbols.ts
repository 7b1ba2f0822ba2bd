interface Builtins {
  getBuiltinModule?: (id: string) => Record<string, { prototype: object }> | undefined;
}

/**
 * A vm context on Node 20 and 22 has neither symbol on its `Symbol`, though the objects of Node.js that it sees
 * carry those of the main context: so they are taken from such an object. Where there is none to be had, the
 * stand-in is the one that esbuild's lowering of `using` looks for.
 */
function find<T extends symbol>(
  native: T | undefined,
  name: string,
  module: string,
  type: string,
): T {
  if (native) return native;
  const { process } = globalThis as { process?: Builtins };
  const carrier = process?.getBuiltinModule?.(module)?.[type]?.prototype ?? {};
  const symbols = Object.getOwnPropertySymbols(carrier);
  const found = symbols.find(({ description }) => description?.toLowerCase().endsWith(`.${name}`));
  return (found ?? Symbol.for(`Symbol.${name === 'dispose' ? name : 'asyncDispose'}`)) as T;
}

/** `Symbol.dispose`, also where it is missing. */
export const disposeSymbol: typeof Symbol.dispose = find(
  Symbol.dispose,
  'dispose',
  'node:child_process',
  'ChildProcess',
);

/** `Symbol.asyncDispose`, also where it is missing. */
export const asyncDisposeSymbol: typeof Symbol.asyncDispose = find(
  Symbol.asyncDispose,
  'asyncdispose',
  'node:stream',
  'Readable',
);

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
