import { wasmMemory, type WasmMemory } from '../wasm/engine.ts';

/** Bytes read at once: with what becomes of them they stay in a processor's own cache. */
export const CHUNK: number = 1 << 18;
const RESULTS = 8;
/** Columns of one run; at two bytes an integer no chunk fills them. */
export const OUTPUT = 640_000;
/** Bytes behind the input, at which a number or a string that runs over the end stops. */
const GUARD = 64;
const INPUT = RESULTS + 24;
const OUT = INPUT + CHUNK + GUARD;

/** The one memory of a parser's kernels: a chunk of the file, and behind it what a kernel makes of it. */
export class KernelMemory {
  /** What is to be read must lie in here. */
  readonly input: Uint8Array;
  /** What a kernel says of its run. */
  readonly results: Uint32Array;
  /** Address of the results. */
  readonly resultsAt: number = RESULTS;
  /** Address of the output. */
  readonly outputAt: number = OUT;
  readonly #wasm: WasmMemory;

  constructor(wasm: WasmMemory) {
    this.#wasm = wasm;
    this.input = new Uint8Array(wasm.buffer, INPUT, CHUNK);
    this.results = new Uint32Array(wasm.buffer, RESULTS, 4);
  }

  /** @returns undefined where there is no WebAssembly */
  static make(): KernelMemory | undefined {
    const wasm = wasmMemory(OUT + OUTPUT);
    return wasm && new KernelMemory(wasm);
  }

  get pages(): number {
    return this.#wasm.pages;
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.#wasm.buffer, address, length);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#wasm.buffer, address, length);
  }

  load<Run>(key: string, assemble: () => Uint8Array): Run | undefined {
    return this.#wasm.load<Run>(key, assemble);
  }
}
