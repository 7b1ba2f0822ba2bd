import { CHUNK, KernelMemory } from './kernel-memory.ts';
import type { RecordPlan } from './record-plan.ts';
import { RecordReader } from './record-reader.ts';
import { StringReader } from './string-reader.ts';

/** A section must have this many bytes at hand to be worth a kernel of its own. */
const WORTH_A_KERNEL = 1 << 15;

/** The memory into which a file is read, and in which its sections are turned into columns. */
export class ReadMemory {
  /** Fewer bytes than this are left to JavaScript. */
  readonly least: number;
  #memory: KernelMemory | undefined;
  #input: Uint8Array | undefined;
  readonly #kernels: boolean;

  /** @param kernels - false: only what JavaScript itself can do; a number: for how many bytes */
  constructor(kernels: boolean | number = true) {
    this.#kernels = kernels !== false;
    this.least = typeof kernels === 'number' ? kernels : WORTH_A_KERNEL;
  }

  /** Read a file straight into this, and nothing has to be copied. */
  get input(): Uint8Array {
    if (!this.#input) {
      this.#memory = this.#kernels ? KernelMemory.make() : undefined;
      this.#input = this.#memory?.input ?? Buffer.allocUnsafeSlow(CHUNK);
    }
    return this.#input;
  }

  /** True for bytes that have to be copied into `input`: from the first on that kernels read, all. */
  wants(bytes: Uint8Array): boolean {
    if (!this.#kernels || (!this.#memory && bytes.length < this.least)) return false;
    return bytes.buffer !== this.input.buffer && this.#memory !== undefined;
  }

  /** @returns undefined where there is no WebAssembly, or the bytes are too few or not in `input` */
  records(plan: RecordPlan, bytes: Uint8Array, from: number): RecordReader | undefined {
    return this.#suits(bytes, from) ? RecordReader.make(this.#memory!, plan) : undefined;
  }

  /** @returns undefined where there is no WebAssembly, or the bytes are too few or not in `input` */
  strings(bytes: Uint8Array, from: number): StringReader | undefined {
    return this.#suits(bytes, from) ? StringReader.make(this.#memory!) : undefined;
  }

  #suits(bytes: Uint8Array, from: number): boolean {
    const { input } = this;
    return (
      this.#memory !== undefined &&
      bytes.buffer === input.buffer &&
      bytes.length - from >= this.least
    );
  }
}
