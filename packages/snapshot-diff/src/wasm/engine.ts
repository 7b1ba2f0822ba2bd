/** The part of the global that is used here; `@types/node` of Node.js 20 does not describe it. */
interface Engine {
  Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
}

/** Absent where code may not be made at run time (`node --jitless`). */
const engine = (globalThis as { WebAssembly?: Engine }).WebAssembly;

const PAGE = 65_536;

export interface WasmMemory {
  readonly pages: number;
  readonly buffer: ArrayBuffer;
  /** Instantiates a module of one function over this memory. */
  load<T>(bytes: Uint8Array): T;
}

/** @returns undefined where there is no WebAssembly, or no address space for its memory */
export function wasmMemory(bytes: number): WasmMemory | undefined {
  if (!engine) return undefined;
  const pages = Math.ceil(bytes / PAGE);
  let memory: { readonly buffer: ArrayBuffer };
  try {
    // V8 reserves 8 GiB of addresses for each memory: a limit (`ulimit -v`) may forbid that.
    memory = new engine.Memory({ initial: pages, maximum: pages });
  } catch {
    return undefined;
  }
  const { Module, Instance } = engine;
  return {
    pages,
    buffer: memory.buffer,
    load<T>(code: Uint8Array): T {
      const { exports } = new Instance(new Module(code), { host: { memory } });
      return exports['run'] as T;
    },
  };
}
