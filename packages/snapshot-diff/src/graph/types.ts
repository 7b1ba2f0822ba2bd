import type { Columns } from '../parse/columns.ts';

/** The numbers that this snapshot uses for the types; -1 for a type it does not know. */
export interface TypeNumbers {
  hidden: number;
  array: number;
  string: number;
  object: number;
  code: number;
  closure: number;
  regexp: number;
  native: number;
  synthetic: number;
  consString: number;
  slicedString: number;
  contextEdge: number;
  elementEdge: number;
  propertyEdge: number;
  internalEdge: number;
  hiddenEdge: number;
  shortcutEdge: number;
  weakEdge: number;
}

export function typeNumbers(columns: Columns): TypeNumbers {
  const node = (name: string): number => columns.nodeTypes.indexOf(name);
  const edge = (name: string): number => columns.edgeTypes.indexOf(name);
  return {
    hidden: node('hidden'),
    array: node('array'),
    string: node('string'),
    object: node('object'),
    code: node('code'),
    closure: node('closure'),
    regexp: node('regexp'),
    native: node('native'),
    synthetic: node('synthetic'),
    consString: node('concatenated string'),
    slicedString: node('sliced string'),
    contextEdge: edge('context'),
    elementEdge: edge('element'),
    propertyEdge: edge('property'),
    internalEdge: edge('internal'),
    hiddenEdge: edge('hidden'),
    shortcutEdge: edge('shortcut'),
    weakEdge: edge('weak'),
  };
}
