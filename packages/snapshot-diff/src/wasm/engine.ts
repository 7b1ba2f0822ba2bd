/** The part of the global that is used here; `@types/node` of Node.js 20 does not describe it. */
interface Engine {
  validate(bytes: Uint8Array): boolean;
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
  /**
   * Instantiates a module of one function over this memory.
   * @param key - equal for equal modules: it is assembled, compiled and made fast only once
   * @returns undefined where this processor has no vectors
   */
  load<T>(key: string, assemble: () => Uint8Array): T | undefined;
}

/** Compiled modules; a program reads snapshots of few layouts. */
const modules = new Map<string, object | undefined>();
const MAX_MODULES = 32;

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
    load<T>(key: string, assemble: () => Uint8Array): T | undefined {
      if (!modules.has(key)) {
        if (modules.size >= MAX_MODULES) modules.clear();
        const code = assemble();
        modules.set(key, engine.validate(code) ? new Module(code) : undefined);
      }
      const module = modules.get(key);
      if (!module) return undefined;
      const { exports } = new Instance(module, { host: { memory } });
      return exports['run'] as T;
    },
  };
}
