import type { Location } from './location.ts';
import { giveScratch, takeScratch } from './scratch.ts';
import type { ScriptPlace } from './scripts.ts';
import type { Snapshot } from './snapshot.ts';
import { originalPosition } from './source-maps.ts';

/** Says where the closures and classes of one snapshot were defined. */
export class Places {
  readonly #snapshot: Snapshot;
  /** Index of a node's location, and 1; a table, since a Map of some millions is ten times as large. */
  #byNode: Uint32Array | undefined;
  readonly #resolved: Map<string, Location | undefined> = new Map();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** File and line of a place, through the script's source map where there is one. */
  locate(place: ScriptPlace): Location | undefined {
    const key = `${place.scriptId},${place.line},${place.column}`;
    if (this.#resolved.has(key)) return this.#resolved.get(key);
    const script = this.#snapshot.scripts.get(place.scriptId);
    const location =
      script === undefined || script === ''
        ? undefined
        : originalPosition(
            script,
            place.line,
            place.column,
            this.#snapshot.sourceMaps?.get(place.scriptId),
          );
    this.#resolved.set(key, location);
    return location;
  }

  /** The raw place of a node that has one: a closure, or an object by its constructor. */
  place(node: number): ScriptPlace | undefined {
    const { locations } = this.#snapshot.columns;
    if (!this.#byNode) {
      this.#byNode = takeScratch(this.#snapshot.nodeCount);
      for (let index = 0; index < locations.length; index++) {
        this.#byNode[locations.ordinal[index]!] = index + 1;
      }
    }
    const index = this.#byNode[node]! - 1;
    if (index < 0 || locations.nowhere.has(index)) return undefined;
    return {
      scriptId: locations.scriptId[index]!,
      line: locations.line[index]!,
      column: locations.column[index]!,
    };
  }

  /** Gives memory back that is made anew when it is needed. */
  release(): void {
    if (this.#byNode) giveScratch(this.#byNode);
    this.#byNode = undefined;
  }

  location(node: number): Location | undefined {
    const place = this.place(node);
    return place && this.locate(place);
  }

  /** True for what was defined in the program's own files (its dependencies included). */
  isUserPlace(place: ScriptPlace | undefined): boolean {
    const script = place && this.#snapshot.scripts.get(place.scriptId);
    return script !== undefined && script !== '' && !isNodeScript(script);
  }
}

/** Scripts of Node.js itself. */
export function isNodeScript(script: string): boolean {
  return script.startsWith('node:') || script.startsWith('internal/');
}
