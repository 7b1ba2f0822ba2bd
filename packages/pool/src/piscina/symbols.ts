// The registered symbols are piscina's own, so that objects made for it work here, and the other way.
export const transferableSymbol: unique symbol = Symbol.for('Piscina.transferable') as never;
export const valueSymbol: unique symbol = Symbol.for('Piscina.valueOf') as never;
export const queueOptionsSymbol: unique symbol = Symbol.for('Piscina.queueOptions') as never;
