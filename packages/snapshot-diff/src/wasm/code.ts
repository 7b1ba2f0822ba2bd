/**
 * The few WebAssembly instructions that the kernels need, as functions that give bytes.
 * Numbers are those of the core specification, chapter "Binary Format".
 */

/** Where instructions go, and the labels of the blocks around, innermost last. */
export interface Emitter {
  readonly bytes: number[];
  readonly labels: string[];
}

/** Appends its instructions: one list for all, since this runs before anything is optimised. */
export type Code = (to: Emitter) => void;

const EMPTY = 0x40;

/** LEB128, the specification's variable-length integers. */
export function unsigned(value: number, bytes: number[] = []): number[] {
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number, bytes: number[]): void {
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return;
  }
}

export type Unary = (one: Code) => Code;
export const unary =
  (...opcode: number[]): Unary =>
  (one) =>
  (to) => {
    one(to);
    to.bytes.push(...opcode);
  };

export type Binary = (one: Code, other: Code) => Code;
export const binary =
  (...opcode: number[]): Binary =>
  (one, other) =>
  (to) => {
    one(to);
    other(to);
    to.bytes.push(...opcode);
  };

/** The lowest bit that is set; 32 if none is. */
export const lowestBit: Unary = unary(0x68);
export const equal: Binary = binary(0x46);
export const notEqual: Binary = binary(0x47);
/** Comparisons are unsigned. */
export const less: Binary = binary(0x49);
export const atLeast: Binary = binary(0x4f);
export const add: Binary = binary(0x6a);
export const subtract: Binary = binary(0x6b);
export const multiply: Binary = binary(0x6c);
export const divide: Binary = binary(0x6e);
export const and: Binary = binary(0x71);
export const or: Binary = binary(0x72);
export const xor: Binary = binary(0x73);
export const shiftLeft: Binary = binary(0x74);
export const shiftRight: Binary = binary(0x76);

/** Both are worked out; no jump. */
export function select(condition: Code, one: Code, other: Code): Code {
  return (to) => {
    one(to);
    other(to);
    condition(to);
    to.bytes.push(0x1b);
  };
}

export function constant(value: number): Code {
  return (to) => {
    to.bytes.push(0x41);
    signed(value, to.bytes);
  };
}

/** A parameter or local variable. */
export class Local {
  readonly get: Code;
  readonly #index: number;

  constructor(index: number) {
    this.#index = index;
    this.get = this.#emit(0x20);
  }

  set(value: Code): Code {
    return this.#emit(0x21, value);
  }

  /** Sets and gives the value. */
  tee(value: Code): Code {
    return this.#emit(0x22, value);
  }

  #emit(opcode: number, value?: Code): Code {
    return (to) => {
      value?.(to);
      to.bytes.push(opcode);
      unsigned(this.#index, to.bytes);
    };
  }
}

export function loadByte(address: Code, offset = 0): Code {
  return loading([0x2d], address, offset);
}

/** Alignments are hints, and none is given. */
export function loading(opcode: readonly number[], address: Code, offset: number): Code {
  return (to) => {
    address(to);
    to.bytes.push(...opcode, 0);
    unsigned(offset, to.bytes);
  };
}

export function store(address: Code, value: Code, offset = 0): Code {
  return storing([0x36], address, value, offset);
}

export function storeByte(address: Code, value: Code, offset = 0): Code {
  return storing([0x3a], address, value, offset);
}

export function storing(
  opcode: readonly number[],
  address: Code,
  value: Code,
  offset: number,
): Code {
  return (to) => {
    address(to);
    value(to);
    to.bytes.push(...opcode, 0);
    unsigned(offset, to.bytes);
  };
}

export function emitAll(codes: readonly Code[], to: Emitter): void {
  for (const code of codes) code(to);
}

function nested(opcode: number, label: string, body: readonly Code[]): Code {
  return (to) => {
    to.bytes.push(opcode, EMPTY);
    to.labels.push(label);
    emitAll(body, to);
    to.labels.pop();
    to.bytes.push(0x0b);
  };
}

/** A jump to its label leaves it. */
export function block(label: string, ...body: Code[]): Code {
  return nested(0x02, label, body);
}

/** A jump to its label begins it again. */
export function loop(label: string, ...body: Code[]): Code {
  return nested(0x03, label, body);
}

export function when(condition: Code, ...body: Code[]): Code {
  const then = nested(0x04, '', body);
  return (to) => {
    condition(to);
    then(to);
  };
}

export function jump(label: string): Code {
  return (to) => {
    const index = to.labels.lastIndexOf(label);
    if (index < 0) throw new RangeError(`no block is called ${label}`);
    to.bytes.push(0x0c);
    unsigned(to.labels.length - 1 - index, to.bytes);
  };
}

export function jumpIf(label: string, condition: Code): Code {
  const there = jump(label);
  return (to) => {
    condition(to);
    const at = to.bytes.length;
    there(to);
    to.bytes[at] = 0x0d;
  };
}
