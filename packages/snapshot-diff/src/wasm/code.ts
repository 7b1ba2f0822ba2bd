/**
 * The few WebAssembly instructions that the kernels need, as functions that give bytes.
 * Numbers are those of the core specification, chapter "Binary Format".
 */

/** Instructions; the labels of the blocks around them are known only when they are put in place. */
export type Code = (labels: readonly string[]) => number[];

const I32 = 0x7f;
const EMPTY = 0x40;

/** LEB128, the specification's variable-length integers. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const plain =
  (opcode: number, ...operands: Code[]): Code =>
  (labels) => [...operands.flatMap((operand) => operand(labels)), opcode];

type Binary = (one: Code, other: Code) => Code;
const binary =
  (opcode: number): Binary =>
  (one, other) =>
    plain(opcode, one, other);

export const equal: Binary = binary(0x46);
export const notEqual: Binary = binary(0x47);
/** Comparisons are unsigned. */
export const less: Binary = binary(0x49);
export const atLeast: Binary = binary(0x4f);
export const add: Binary = binary(0x6a);
export const subtract: Binary = binary(0x6b);
export const multiply: Binary = binary(0x6c);
export const divide: Binary = binary(0x6e);
export const or: Binary = binary(0x72);
export const xor: Binary = binary(0x73);
export const shiftLeft: Binary = binary(0x74);

export function constant(value: number): Code {
  const bytes = [0x41, ...signed(value)];
  return () => bytes;
}

/** A parameter or local variable, 32 bits. */
export class Local {
  readonly get: Code;
  readonly #index: number[];

  constructor(index: number) {
    this.#index = unsigned(index);
    const bytes = [0x20, ...this.#index];
    this.get = () => bytes;
  }

  set(value: Code): Code {
    return (labels) => [...value(labels), 0x21, ...this.#index];
  }

  /** Sets and gives the value. */
  tee(value: Code): Code {
    return (labels) => [...value(labels), 0x22, ...this.#index];
  }
}

export function loadByte(address: Code, offset = 0): Code {
  return (labels) => [...address(labels), 0x2d, 0, ...unsigned(offset)];
}

export function store(address: Code, value: Code, offset = 0): Code {
  return (labels) => [...address(labels), ...value(labels), 0x36, 2, ...unsigned(offset)];
}

function nested(opcode: number, label: string, body: readonly Code[]): Code {
  return (labels) => {
    const inner = [label, ...labels];
    return [opcode, EMPTY, ...body.flatMap((code) => code(inner)), 0x0b];
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

export function when(
  condition: Code,
  body: readonly Code[],
  otherwise: readonly Code[] = [],
): Code {
  return (labels) => {
    const inner = ['', ...labels];
    const last = otherwise.length > 0 ? [0x05, ...otherwise.flatMap((code) => code(inner))] : [];
    return [
      ...condition(labels),
      0x04,
      EMPTY,
      ...body.flatMap((code) => code(inner)),
      ...last,
      0x0b,
    ];
  };
}

function depth(labels: readonly string[], label: string): number[] {
  const index = labels.indexOf(label);
  if (index < 0) throw new RangeError(`no block is called ${label}`);
  return unsigned(index);
}

export function jump(label: string): Code {
  return (labels) => [0x0c, ...depth(labels, label)];
}

export function jumpIf(label: string, condition: Code): Code {
  return (labels) => [...condition(labels), 0x0d, ...depth(labels, label)];
}

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

/**
 * A module with one function `run`, all of 32-bit integers, over the memory imported as `host.memory`.
 *
 * @param locals - variables besides the parameters
 * @param body - leaves the result on the stack
 */
export function moduleOf(
  parameters: number,
  locals: number,
  pages: number,
  body: readonly Code[],
): Uint8Array {
  const code = [
    ...vector([[...unsigned(locals), I32]]),
    ...body.flatMap((instruction) => instruction([])),
    0x0b,
  ];
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
