import { wasmMemory, type WasmMemory } from '../wasm/engine.ts';
import { assembleKernel, reachOf, type KernelRun } from './record-kernel.ts';
import type { RecordPlan } from './record-plan.ts';

/** Bytes read at once: what a processor's cache holds. */
const CHUNK = 1 << 20;
const RESULTS = 8;
/** Columns of one run; at two bytes an integer no chunk fills them. */
const OUTPUT = 2_400_000;
/** Zeros behind the input, at which a number that runs over the end stops. */
const GUARD = 64;
const INPUT = RESULTS + 8;
const COLUMNS = INPUT + CHUNK + GUARD;

/** A section must have this many bytes at hand to be worth a kernel of its own. */
const WORTH_A_KERNEL = 1 << 15;

/** The memory into which a file is read, and in which its integers are turned into columns. */
export class ReadMemory {
  /** Fewer bytes than this are left to JavaScript. */
  readonly least: number;
  #wasm: WasmMemory | undefined;
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
      this.#wasm = this.#kernels ? wasmMemory(COLUMNS + OUTPUT) : undefined;
      this.#input = this.#wasm
        ? new Uint8Array(this.#wasm.buffer, INPUT, CHUNK)
        : Buffer.allocUnsafeSlow(CHUNK);
    }
    return this.#input;
  }

  /** @returns undefined where there is no WebAssembly */
  reader(plan: RecordPlan): RecordReader | undefined {
    const { input } = this;
    return this.#wasm && new RecordReader(this.#wasm, input, plan);
  }
}

/** Reads whole records into columns in WebAssembly, about three times as fast as JavaScript does. */
export class RecordReader {
  readonly columns: readonly Uint32Array[];
  /** Bytes that must be left for the kernel to look at a record at all. */
  readonly reach: number;
  /** Records of the last run. */
  count = 0;
  readonly #input: Uint8Array;
  readonly #results: Uint32Array;
  readonly #room: number;
  readonly #run: KernelRun;

  constructor(wasm: WasmMemory, input: Uint8Array, plan: RecordPlan) {
    const room = Math.floor(OUTPUT / 4 / plan.columns.length);
    const columns = plan.columns.map((_, index) => COLUMNS + index * room * 4);
    this.#room = room;
    this.#input = input;
    this.#results = new Uint32Array(wasm.buffer, RESULTS, 2);
    this.columns = columns.map((place) => new Uint32Array(wasm.buffer, place, room));
    this.reach = reachOf(plan);
    this.#run = wasm.load<KernelRun>(
      assembleKernel(plan, { pages: wasm.pages, results: RESULTS, columns }),
    );
  }

  /** The running sum after the last run. */
  get sum(): number {
    return this.#results[1]!;
  }

  /** @returns the index after the last whole record that was read */
  read(bytes: Uint8Array, from: number, end: number, sum: number): number {
    const input = this.#input;
    let to = end;
    let address: number;
    if (bytes.buffer === input.buffer) {
      address = bytes.byteOffset + from;
    } else {
      to = Math.min(end, from + CHUNK);
      input.set(bytes.subarray(from, to));
      address = INPUT;
    }
    // Addresses and sizes are below 2^31: signed results are the same.
    const stop = this.#run(address, address + (to - from) - this.reach, this.#room, sum);
    this.count = this.#results[0]!;
    return from + stop - address;
  }
}
