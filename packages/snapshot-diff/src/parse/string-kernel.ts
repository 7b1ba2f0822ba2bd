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
  lowestBit,
  notEqual,
  or,
  shiftLeft,
  store,
  storeByte,
  subtract,
  when,
  type Code,
} from '../wasm/code.ts';
import { moduleOf } from '../wasm/module.ts';
import {
  allBytes,
  bitmask,
  equalBytes,
  lessBytes,
  vectorLoad,
  vectorOr,
  vectorStore,
} from '../wasm/vector-code.ts';

const QUOTE = constant(34);
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
  const [count, here, byte, to] = [new Local(4), new Local(5), new Local(6), new Local(7)];
  const [end, special] = [new Local(8), new Local(9)];
  const [vector, quotes, backslashes, space] = [
    new Local(10),
    new Local(11),
    new Local(12),
    new Local(13),
  ];
  const stopIf = (condition: Code): Code => jumpIf('stop', condition);
  const next = here.set(add(here.get, constant(1)));
  const load = byte.set(loadByte(here.get));
  const keep: Code[] = [storeByte(to.get, byte.get), to.set(add(to.get, constant(1))), next];
  const isSimple = SIMPLE_ESCAPES.map((escape) => equal(byte.get, constant(escape))).reduce(or);
  const isSpecial = vectorOr(
    vectorOr(equalBytes(vector.get, quotes.get), equalBytes(vector.get, backslashes.get)),
    lessBytes(vector.get, space.get),
  );
  const forward = (bytes: Code): Code[] => [
    here.set(add(here.get, bytes)),
    to.set(add(to.get, bytes)),
  ];
  return moduleOf({ parameters: 4, locals: [6, 4], pages: places.pages }, [
    quotes.set(allBytes(34)),
    backslashes.set(allBytes(92)),
    space.set(allBytes(32)),
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
            // Sixteen bytes are copied, and as many of them count as come before a special one.
            vectorStore(to.get, vector.tee(vectorLoad(here.get))),
            special.set(bitmask(isSpecial)),
            when(equal(special.get, constant(0)), ...forward(constant(16)), jump('bytes')),
            ...forward(lowestBit(special.get)),
            load,
            jumpIf('closed', equal(byte.get, QUOTE)),
            stopIf(less(byte.get, constant(32))),
            ...keep,
            load,
            stopIf(equal(isSimple, constant(0))),
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
