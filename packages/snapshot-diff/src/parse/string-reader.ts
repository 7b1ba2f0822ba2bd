import { CHUNK, OUTPUT, type KernelMemory } from './kernel-memory.ts';
import { assembleStringKernel, type StringKernelRun } from './string-kernel.ts';

/** Strings of one run; the rest of the output is for their bytes, and a vector too much. */
const ROOM = Math.floor((OUTPUT - CHUNK - 16) / 4);

/** Reads whole strings in WebAssembly, about five times as fast as JavaScript does. */
export class StringReader {
  /** Strings of the last run. */
  count = 0;
  readonly #memory: KernelMemory;
  readonly #ends: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #run: StringKernelRun;

  private constructor(memory: KernelMemory, run: StringKernelRun) {
    this.#memory = memory;
    this.#ends = memory.words(memory.outputAt, ROOM);
    this.#bytes = memory.bytes(bytesAt(memory), CHUNK);
    this.#run = run;
  }

  /** @returns undefined where there is no kernel for this processor */
  static make(memory: KernelMemory): StringReader | undefined {
    const run = memory.load<StringKernelRun>('strings', () =>
      assembleStringKernel({
        pages: memory.pages,
        results: memory.resultsAt,
        ends: memory.outputAt,
        bytes: bytesAt(memory),
      }),
    );
    return run && new StringReader(memory, run);
  }

  /** Ends of the strings of the last run. */
  get ends(): Uint32Array {
    return this.#ends.subarray(0, this.count);
  }

  /** The strings of the last run, one behind the other. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#memory.results[1]!);
  }

  /**
   * @param bytes - in the memory's input; to its end
   * @param used - bytes of the strings before
   * @returns the index after the last whole string that was read, and its comma
   */
  read(bytes: Uint8Array, from: number, end: number, used: number): number {
    const base = bytes.byteOffset;
    const stop = this.#run(base + from, base + end, ROOM, used);
    this.count = this.#memory.results[0]!;
    return stop - base;
  }
}

function bytesAt(memory: KernelMemory): number {
  return memory.outputAt + ROOM * 4;
}
