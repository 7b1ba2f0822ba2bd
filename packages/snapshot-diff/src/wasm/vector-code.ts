/** Instructions on vectors, sixteen bytes at once; see `code.ts`. */
import { binary, loading, storing, unary, type Binary, type Code, type Unary } from './code.ts';

const VECTOR = 0xfd;
/** Of each byte: all bits set where it holds. */
export const equalBytes: Binary = binary(VECTOR, 0x23);
export const lessBytes: Binary = binary(VECTOR, 0x26);
export const vectorOr: Binary = binary(VECTOR, 0x50);
/** The highest bit of each byte, the first byte's lowest. */
export const bitmask: Unary = unary(VECTOR, 0x64);

/** The same byte sixteen times. */
export function allBytes(byte: number): Code {
  return (to) => void to.bytes.push(VECTOR, 0x0c, ...Array.from({ length: 16 }, () => byte));
}

export function vectorLoad(address: Code, offset = 0): Code {
  return loading([VECTOR, 0x00], address, offset);
}

export function vectorStore(address: Code, value: Code, offset = 0): Code {
  return storing([VECTOR, 0x0b], address, value, offset);
}
