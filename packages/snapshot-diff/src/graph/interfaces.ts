/** The property names of plain objects that look alike, in the order of their edges. */
export interface Shape {
  readonly properties: readonly string[];
  /** Plain objects of this shape. */
  count: number;
}

/** A class inferred from the property names of plain objects, such as `{id, payload}`. */
export interface InterfaceDefinition {
  readonly name: string;
  readonly properties: readonly string[];
  readonly count: number;
}

const MAX_NAME = 120;
const MIN_OBJECTS = 2;
/** An interface must stand for one plain object in this many. */
const MIN_SHARE = 1000;

/** DevTools' rule: the most frequent lists of property names, as long as they are frequent enough. */
export function inferInterfaces(
  shapes: readonly Shape[],
  plainObjects: number,
): InterfaceDefinition[] {
  const candidates = new Map<string, { name: string; properties: string[]; count: number }>();
  for (const shape of shapes) {
    let name = '{';
    const properties: string[] = [];
    for (const property of shape.properties) {
      if (property === '__proto__') continue;
      const formatted = formatProperty(property);
      if (name.length > 1 && name.length + formatted.length > MAX_NAME) break;
      name += name.length > 1 ? `, ${formatted}` : formatted;
      properties.push(property);
    }
    if (properties.length === 0) continue;
    name += '}';
    const candidate = candidates.get(name);
    if (candidate) candidate.count += shape.count;
    else candidates.set(name, { name, properties, count: shape.count });
  }
  const enough = Math.max(MIN_OBJECTS, plainObjects / MIN_SHARE);
  return [...candidates.values()]
    .filter((candidate) => candidate.count >= enough)
    .sort((one, other) => other.count - one.count);
}

/** Names that could be read as part of the list are quoted. */
function formatProperty(name: string): string {
  return /[,'"{}]/.test(name) ? JSON.stringify({ [name]: 0 }).slice(1, -3) : name;
}

interface Branch {
  readonly next: Map<string, Branch>;
  match: { name: string; size: number; index: number } | undefined;
}

/** Finds for a shape the interface with most properties that the shape has all of. */
export class InterfaceMatcher {
  readonly #root: Branch = { next: new Map(), match: undefined };

  constructor(definitions: readonly InterfaceDefinition[]) {
    for (const [index, definition] of definitions.entries()) {
      const properties = [...definition.properties].sort();
      let branch = this.#root;
      for (const property of properties) {
        let next = branch.next.get(property);
        if (!next) {
          next = { next: new Map(), match: undefined };
          branch.next.set(property, next);
        }
        branch = next;
      }
      branch.match ??= { name: definition.name, size: properties.length, index };
    }
  }

  /** @returns the interface's name, or undefined where none fits and the object is an `Object` */
  match(properties: readonly string[]): string | undefined {
    const branches = [this.#root];
    let best = this.#root.match;
    for (const property of [...properties].sort()) {
      // Only the branches known before this property: it may be used once.
      for (let index = branches.length - 1; index >= 0; index--) {
        const next = branches[index]!.next.get(property);
        if (!next || branches.includes(next)) continue;
        branches.push(next);
        const found = next.match;
        if (!found) continue;
        const better =
          !best || found.size > best.size || (found.size === best.size && found.index < best.index);
        if (better) best = found;
      }
    }
    return best?.name;
  }
}
