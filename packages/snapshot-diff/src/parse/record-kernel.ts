import {
  add,
  and,
  atLeast,
  block,
  constant,
  divide,
  jump,
  jumpIf,
  less,
  loadByte,
  Local,
  loop,
  multiply,
  notEqual,
  or,
  select,
  shiftLeft,
  shiftRight,
  store,
  subtract,
  when,
  xor,
  equal,
  type Code,
} from '../wasm/code.ts';
import { moduleOf } from '../wasm/module.ts';
import type { RecordPlan } from './record-plan.ts';

/** Digits of a number that fits 32 bits for certain. */
const DIGITS = 9;
const COMMA = constant(44 ^ 48);
const NEW_LINE = constant(10 ^ 48);
const PARAMETERS = 6;

/** Where the kernel finds and leaves its data, in bytes of its memory. */
export interface KernelPlaces {
  readonly pages: number;
  /** Three words: records read, the running sum, the greatest value. */
  readonly results: number;
  /** By column of the plan. */
  readonly columns: readonly number[];
}

/** @returns the address after the last whole record that was read */
export type KernelRun = (
  at: number,
  limit: number,
  room: number,
  targets: number,
  sum: number,
  greatest: number,
) => number;

/** The most bytes that a record can take which the kernel reads. */
export function reachOf(plan: RecordPlan): number {
  return plan.fields * (DIGITS + 2) + 2;
}

/**
 * Assembles the reader of one kind of record. It stops in front of the first record that is not in the
 * form in which V8 writes (digits and commas, a line break at most before the last comma), that does
 * not keep to the plan, or that begins at `limit` or after it.
 * Digit by digit: with vectors (all numbers of a record at once, no jump that depends on their length) it
 * was half as fast in V8 of Node.js 24 on x64.
 */
export function assembleKernel(plan: RecordPlan, places: KernelPlaces): Uint8Array {
  const [at, limit, room, targets] = locals(0);
  const [sum, greatest] = locals(4);
  const [count, here, digit, start] = locals(PARAMETERS);
  const ordinal = new Local(PARAMETERS + 4);
  const fields = Array.from(
    { length: plan.fields },
    (_, field) => new Local(PARAMETERS + 5 + field),
  );
  const stopIf = (condition: Code): Code => jumpIf('stop', condition);
  const nextDigit = digit.set(xor(loadByte(here.tee(add(here.get, constant(1)))), constant(48)));

  const number = (value: Local): Code[] => [
    digit.set(xor(loadByte(here.get), constant(48))),
    stopIf(atLeast(digit.get, constant(10))),
    value.set(digit.get),
    start.set(here.get),
    nextDigit,
    when(
      less(digit.get, constant(10)),
      stopIf(equal(value.get, constant(0))), // JSON has no 007
      loop(
        'digits',
        value.set(add(multiply(value.get, constant(10)), digit.get)),
        nextDigit,
        jumpIf('digits', less(digit.get, constant(10))),
      ),
      stopIf(less(constant(DIGITS), subtract(here.get, start.get))),
    ),
  ];
  const comma = [stopIf(notEqual(digit.get, COMMA)), here.set(add(here.get, constant(1)))];

  const columns = plan.columns.flatMap((column, index): Code[] => {
    const value = fields[column.field]!.get;
    const put = (what: Code): Code =>
      // The column's address is the instruction's offset: no addition at run time.
      store(shiftLeft(count.get, constant(2)), what, places.columns[index]!);
    if ('shift' in column) {
      const high = fields[column.high]!.get;
      return [put(or(shiftLeft(high, constant(column.shift)), value))];
    }
    if ('running' in column) return [put(sum.get), sum.set(add(sum.get, value))];
    return [put('divisor' in column ? ordinal.get : value)];
  });
  const divisions = plan.columns.flatMap((column): Code[] => {
    if (!('divisor' in column)) return [];
    const value = fields[column.field]!.get;
    const divisor = constant(column.divisor);
    return [
      ordinal.set(divide(value, divisor)),
      stopIf(notEqual(multiply(ordinal.get, divisor), value)),
      stopIf(atLeast(ordinal.get, targets.get)),
    ];
  });

  const most: Code[] = [];
  if (plan.greatest) {
    const { field, of, mask } = plan.greatest;
    // Multiplied by 1 or 0, then selected: no jump that could be guessed wrongly.
    const bit = and(shiftRight(constant(mask), fields[of]!.get), constant(1));
    most.push(
      start.set(multiply(fields[field]!.get, bit)),
      greatest.set(select(less(greatest.get, start.get), start.get, greatest.get)),
    );
  }

  const words = 5 + plan.fields;
  return moduleOf({ parameters: PARAMETERS, locals: [words, 0], pages: places.pages }, [
    block(
      'stop',
      loop(
        'record',
        stopIf(atLeast(at.get, limit.get)),
        stopIf(atLeast(count.get, room.get)),
        here.set(at.get),
        ...fields.flatMap((field, index) => [
          ...number(field),
          ...(index < plan.fields - 1 ? [] : [when(equal(digit.get, NEW_LINE), nextDigit)]),
          ...comma,
        ]),
        ...plan.below.map(([field, least]) => stopIf(atLeast(fields[field]!.get, constant(least)))),
        ...divisions,
        ...columns,
        ...most,
        count.set(add(count.get, constant(1))),
        at.set(here.get),
        jump('record'),
      ),
    ),
    store(constant(places.results), count.get),
    store(constant(places.results), sum.get, 4),
    store(constant(places.results), greatest.get, 8),
    at.get,
  ]);
}

/** The variables from an index on; the first of them are the parameters. */
function locals(from: number): [Local, Local, Local, Local] {
  return [new Local(from), new Local(from + 1), new Local(from + 2), new Local(from + 3)];
}
