import type { ScriptPlace } from './scripts.ts';
import { InterfaceMatcher, type InterfaceDefinition, type Shape } from './interfaces.ts';

/** What is known of a node's class before the interfaces of a comparison are applied. */
export interface RawClass {
  /** Two raw classes with one identity are one class; two identities may share a name. */
  readonly identity: string;
  readonly name: string;
  /** Index of the shape of plain objects; -1 for all else. */
  readonly shape: number;
  /** Where the constructor of the objects was defined. */
  readonly place: ScriptPlace | undefined;
}

/** A class with its DevTools key: `scriptId,line,column,name`, or `,name` where there is no place. */
export interface ResolvedClass {
  readonly key: string;
  readonly name: string;
  readonly place: ScriptPlace | undefined;
}

/** Class per node, free of the snapshot it came from. */
export interface ClassTable {
  readonly raw: readonly RawClass[];
  readonly shapes: readonly Shape[];
  readonly plainObjects: number;
  /** Raw class by node ordinal. */
  readonly rawOf: Uint32Array | Uint16Array;
}

export interface ResolvedClasses {
  readonly classes: readonly ResolvedClass[];
  /** Index in `classes` by index in `ClassTable.raw`. */
  readonly of: Uint32Array;
}

/**
 * Applies interface definitions. A comparison applies the *later* snapshot's to both sides
 * (the earlier ones would tear objects of one kind apart).
 */
export function resolveClasses(
  table: Pick<ClassTable, 'raw' | 'shapes'>,
  definitions: readonly InterfaceDefinition[],
): ResolvedClasses {
  const matcher = new InterfaceMatcher(definitions);
  const interfaceOf = table.shapes.map((shape) => matcher.match(shape.properties));
  const classes: ResolvedClass[] = [];
  const known = new Map<string, number>();
  const of = new Uint32Array(table.raw.length);
  for (const [index, raw] of table.raw.entries()) {
    const matched = raw.shape < 0 ? undefined : interfaceOf[raw.shape];
    const name = matched ?? raw.name;
    const { place } = raw;
    const key = place ? `${place.scriptId},${place.line},${place.column},${name}` : `,${name}`;
    // Located classes are told apart by their key; the others as DevTools does, by origin of the name.
    const identity = place ? key : matched === undefined ? raw.identity : `interface ${matched}`;
    let resolved = known.get(identity);
    if (resolved === undefined) {
      resolved = classes.push({ key, name, place }) - 1;
      known.set(identity, resolved);
    }
    of[index] = resolved;
  }
  return { classes, of };
}
