import {
  add,
  atLeast,
  block,
  constant,
  equal,
  jump,
  jumpIf,
  less,
  loadByte,
  Local,
  loop,
  moduleOf,
  notEqual,
  or,
  shiftLeft,
  store,
  storeByte,
  subtract,
  when,
  type Code,
} from '../wasm/code.ts';

const QUOTE = constant(34);
const BACKSLASH = constant(92);
const COMMA = constant(44);
const NEW_LINE = constant(10);
const SIMPLE_ESCAPES = [...'"\\/bfnrt'].map((character) => character.charCodeAt(0));

export interface StringKernelPlaces {
  readonly pages: number;
  /** Two words: strings read, and their bytes. */
  readonly results: number;
  readonly ends: number;
  readonly bytes: number;
}

/** @returns the address after the last string that was read, and its comma */
export type StringKernelRun = (at: number, limit: number, room: number, used: number) => number;

/**
 * Assembles the reader of strings: each goes to one block of bytes, still escaped, and its end to a list.
 * It stops in front of the first that is not in the form in which V8 writes (a line break at most before
 * it, a comma right behind it), has a `\u` or what no JSON string may have, or ends behind `limit`.
 */
export function assembleStringKernel(places: StringKernelPlaces): Uint8Array {
  const [at, limit, room, used] = [new Local(0), new Local(1), new Local(2), new Local(3)];
  const [count, here, byte, to, end] = [
    new Local(4),
    new Local(5),
    new Local(6),
    new Local(7),
    new Local(8),
  ];
  const stopIf = (condition: Code): Code => jumpIf('stop', condition);
  const next = here.set(add(here.get, constant(1)));
  const load = byte.set(loadByte(here.get));
  const keep: Code[] = [storeByte(to.get, byte.get), to.set(add(to.get, constant(1))), next];
  const isSimple = SIMPLE_ESCAPES.map((escape) => equal(byte.get, constant(escape))).reduce(or);
  return moduleOf(4, 5, places.pages, [
    // A zero ends every string that runs over the end of the chunk.
    storeByte(limit.get, constant(0)),
    end.set(constant(places.bytes)),
    block(
      'stop',
      loop(
        'string',
        stopIf(atLeast(at.get, limit.get)),
        stopIf(atLeast(count.get, room.get)),
        here.set(at.get),
        load,
        when(equal(byte.get, NEW_LINE), next, load),
        stopIf(notEqual(byte.get, QUOTE)),
        next,
        to.set(end.get),
        block(
          'closed',
          loop(
            'bytes',
            load,
            jumpIf('closed', equal(byte.get, QUOTE)),
            stopIf(less(byte.get, constant(32))),
            when(equal(byte.get, BACKSLASH), ...keep, load, stopIf(equal(isSimple, constant(0)))),
            ...keep,
            jump('bytes'),
          ),
        ),
        stopIf(notEqual(loadByte(here.get, 1), COMMA)),
        end.set(to.get),
        store(
          shiftLeft(count.get, constant(2)),
          add(used.get, subtract(end.get, constant(places.bytes))),
          places.ends,
        ),
        count.set(add(count.get, constant(1))),
        at.set(add(here.get, constant(2))),
        jump('string'),
      ),
    ),
    store(constant(places.results), count.get),
    store(constant(places.results), subtract(end.get, constant(places.bytes)), 4),
    at.get,
  ]);
}
