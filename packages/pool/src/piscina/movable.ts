import { types } from 'node:util';
import type { Transferable as NodeTransferable } from 'node:worker_threads';
import { transferableSymbol, valueSymbol } from './symbols.ts';

/** An object that says what is moved and what is sent in its place. */
export interface Transferable {
  readonly [transferableSymbol]: object;
  readonly [valueSymbol]: object;
}

const MARK = 'Piscina.kMovable';
const movableSymbol = Symbol(MARK);

/** Marks a value to be moved where it is a task or a result as a whole. */
export function move<T>(value: T): T extends object ? Transferable & T : T {
  if (typeof value !== 'object' || value === null) return value as never;
  const movable = isTransferable(value)
    ? value
    : {
        [transferableSymbol]: types.isArrayBufferView(value) ? value.buffer : value,
        [valueSymbol]: value,
      };
  Object.defineProperty(movable, movableSymbol, {
    value: true,
    configurable: true,
    writable: true,
  });
  return movable as never;
}

/** What `move()` of this module gave, or that of piscina, whose mark is a symbol of its own. */
export function isMovable(value: object): value is Transferable {
  if (!isTransferable(value)) return false;
  return Object.getOwnPropertySymbols(value).some(
    (symbol) =>
      symbol.description === MARK && (value as unknown as Record<symbol, unknown>)[symbol] === true,
  );
}

/** The value to send, and the list of what to move with it. */
export function unpack(movable: Transferable): { value: unknown; transfer: NodeTransferable[] } {
  const transfer = ([] as unknown[]).concat(movable[transferableSymbol]);
  return { value: movable[valueSymbol], transfer: transfer as NodeTransferable[] };
}

function isTransferable(value: object): value is Transferable {
  return transferableSymbol in value && valueSymbol in value;
}
