import { emitAll, unsigned, type Code } from './code.ts';

const I32 = 0x7f;
const V128 = 0x7b;

const vector = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];
const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];
const text = (name: string): number[] => vector([...Buffer.from(name)].map((byte) => [byte]));

export interface FunctionShape {
  /** 32-bit integers. */
  readonly parameters: number;
  /** Variables besides: of 32 bits, then of 128. */
  readonly locals: readonly [words: number, vectors: number];
  /** Of the memory, 64 KiB each. */
  readonly pages: number;
}

/**
 * A module with one function `run`, from 32-bit integers to one, over the memory imported as
 * `host.memory`.
 *
 * @param body - leaves the result on the stack
 */
export function moduleOf(
  { parameters, locals: [words, vectors], pages }: FunctionShape,
  body: readonly Code[],
): Uint8Array {
  const code = vector([
    [...unsigned(words), I32],
    [...unsigned(vectors), V128],
  ]);
  emitAll(body, { bytes: code, labels: [] });
  code.push(0x0b);
  const type = [0x60, ...vector(Array.from({ length: parameters }, () => [I32])), 1, I32];
  const magic = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return Uint8Array.from([
    ...magic,
    ...section(1, vector([type])),
    ...section(
      2,
      vector([[...text('host'), ...text('memory'), 2, 1, ...unsigned(pages), ...unsigned(pages)]]),
    ),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...text('run'), 0, 0]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ]);
}
