import { array, assert, asyncProperty, constantFrom, integer, nat, property } from 'fast-check';
import { expect, it } from 'vitest';
import { SnapshotError } from '@watertight/snapshot-diff';
import { IntegerArrayReader, type IntegerSink } from '../src/parse/integer-array.ts';
import { ReadMemory } from '../src/parse/read-memory.ts';
import type { RecordReader } from '../src/parse/record-reader.ts';
import type { RecordPlan } from '../src/parse/record-plan.ts';
import type { Columns } from '../src/parse/columns.ts';
import { StringArrayReader } from '../src/parse/string-array.ts';
import { SnapshotParser } from '../src/parse/snapshot-parser.ts';
import { graphFile, type GraphEdge, type GraphNode } from './support/graph-file.ts';

/** Keeps what it is given, and counts what came through the kernel. */
class Records implements IntegerSink {
  readonly record = 3;
  readonly rows: number[][] = [];
  fast = 0;
  sum = 0;
  readonly plan: RecordPlan = {
    fields: 3,
    below: [[0, 7]],
    columns: [
      { field: 1, high: 0, shift: 28 },
      { field: 2, divisor: 6 },
      { field: 1, running: true },
    ],
    greatest: { field: 1, of: 0, mask: 0b101_0101 },
  };
  readonly targets = 1_000_000;
  greatest = 0;

  take(values: Uint32Array, count: number): void {
    for (let at = 0; at < count; at += 3) {
      this.rows.push([values[at]! * 2 ** 28 + values[at + 1]!, values[at + 2]! / 6, this.sum]);
      this.sum = (this.sum + values[at + 1]!) >>> 0;
      if (values[at]! % 2 === 0) this.greatest = Math.max(this.greatest, values[at + 1]!);
    }
  }

  takeColumns({ columns, count, sum, greatest }: RecordReader): void {
    for (let row = 0; row < count; row++) this.rows.push(columns.map((column) => column[row]!));
    this.fast += count;
    this.sum = sum;
    this.greatest = greatest;
  }
}

/** Kernels read what lies in their memory. */
function placed(bytes: Uint8Array, memory: ReadMemory | undefined): Uint8Array {
  if (!memory) return bytes;
  memory.input.set(bytes);
  return memory.input.subarray(0, bytes.length);
}

function readAll(text: string, size: number, memory?: ReadMemory): Records {
  const records = new Records();
  const reader = new IntegerArrayReader(records, memory);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = placed(bytes.subarray(at, at + size), memory);
    expect(reader.read(chunk, 0, chunk.length, at)).toBe(chunk.length);
  }
  expect(reader.finished).toBe(true);
  return records;
}

it('reads the records that JavaScript reads, wherever the bytes are cut', () => {
  const value = constantFrom(0, 1, 9, 10, 99, 12_345_678, 123_456_789, 268_435_455);
  assert(
    property(
      array(value, { minLength: 40, maxLength: 120 }),
      constantFrom(',', '\n,', ', ', ' ,\n'),
      integer({ min: 1, max: 900 }),
      (values, separator, size) => {
        const rows = values.map((number, at) => `${at % 7},${number},${at * 6}`);
        const text = `[${rows.join(separator)}]`;
        const plain = readAll(text, size);
        const fast = readAll(text, size, new ReadMemory(0));
        expect(plain.fast).toBe(0);
        expect(fast.rows).toEqual(plain.rows);
        expect(fast.greatest).toBe(plain.greatest);
        if (size > 400 && separator.length < 3 && !separator.endsWith(' ')) {
          expect(fast.fast).toBeGreaterThan(values.length / 4);
        }
      },
    ),
    { numRuns: 200, seed: 4 },
  );
});

it.each([
  ['a number with a leading zero', '1,02,6'],
  ['a type that the header does not know', '7,2,6'],
  ['a number of ten digits', '1,4294967295,6'],
  ['a number of twenty-five digits', `1,${'9'.repeat(25)},6`],
  ['an index inside a record', '1,2,7'],
  ['an index after the last record', '1,2,6000000'],
  ['a minus', '1,-2,6'],
  ['a fraction', '1,2.5,6'],
  ['an empty place', '1,,6'],
  ['white space inside a record', '1 ,2,6'],
  ['a record too short', '1,2'],
])('stops in front of %s', (_, bad) => {
  const records = new Records();
  const memory = new ReadMemory(0);
  const good = '1,2,6,'.repeat(50);
  const bytes = placed(Buffer.from(`${good}${bad},${good}`), memory);
  const reader = memory.records(records.plan, bytes, 0)!;
  expect(reader.read(bytes, 0, bytes.length, records)).toBe(good.length);
  expect(reader.count).toBe(50);
  expect(reader.sum).toBe(100);
});

it('does not look at bytes behind the end of the chunk', () => {
  const memory = new ReadMemory(0);
  memory.input.fill(57);
  const records = new Records();
  const bytes = placed(Buffer.from('1,2,6,'.repeat(20) + '1,2,9'), memory);
  const reader = memory.records(records.plan, bytes, 0)!;
  expect(reader.read(bytes, 0, bytes.length, records)).toBeLessThanOrEqual(120);
  expect(reader.count).toBeGreaterThan(10);
});

const nodes: GraphNode[] = [{ name: '' }];
const edges: GraphEdge[] = [];
for (let index = 1; index < 700; index++) {
  const odd: Partial<GraphNode> =
    index % 97 === 0
      ? { type: 'native', detachedness: 2 }
      : index % 89 === 0
        ? { size: 3_000_000_000 }
        : {};
  nodes.push({ name: `n${index % 50}`, location: [index, 2, 3], ...odd });
  edges.push([index >> 1, 'property', `e${index % 30}`, index]);
  if (index % 61 === 0) edges.push([index >> 1, 'element', 4_000_000_000, index]);
}

function parse(bytes: Buffer, size: number, kernels: false | number): Columns {
  const parser = new SnapshotParser({ kernels });
  for (let at = 0; at < bytes.length; at += size) parser.write(bytes.subarray(at, at + size));
  return parser.end();
}

it.each([false, true])('reads a file into the same columns (old layout: %s)', (old) => {
  const bytes = Buffer.from(graphFile(nodes, edges, { old }));
  const { strings: _s, ...plain } = parse(bytes, bytes.length, false);
  for (const size of [1, 100, 333, 4096, bytes.length]) {
    const { strings: _t, ...fast } = parse(bytes, size, 0);
    expect(fast).toEqual(plain);
  }
});

it('calls a damaged file by the same name, at the same byte', async () => {
  const good = Buffer.from(graphFile(nodes, edges));
  const outcome = (bytes: Buffer, size: number, kernels: false | number): unknown => {
    try {
      return parse(bytes, size, kernels).edgeTo.length;
    } catch (error) {
      expect(error).toBeInstanceOf(SnapshotError);
      const { code, message, position } = error as SnapshotError;
      return { code, message, position };
    }
  };
  await assert(
    asyncProperty(
      nat(good.length - 1),
      constantFrom('7', '-', 'x', '99999', ']', ',', '0', ' '),
      constantFrom(512, 5000, 1 << 20),
      async (at, insert, size) => {
        const bytes = Buffer.from(good);
        bytes.write(insert, at);
        expect(outcome(bytes, size, 0)).toEqual(outcome(bytes, size, false));
      },
    ),
    { numRuns: 300, seed: 5 },
  );
});

it('reads the strings that JavaScript reads, wherever the bytes are cut', () => {
  const text = constantFrom(
    '',
    'a',
    'plain',
    'é 😀',
    'quote " and \\ backslash\n\t/',
    '\u0001 control',
    '\ud800 alone',
    'x'.repeat(40),
    'y'.repeat(300),
    '],[","',
  );
  assert(
    property(
      array(text, { minLength: 1, maxLength: 60 }),
      constantFrom(',', ',\n', ' , '),
      integer({ min: 1, max: 2000 }),
      (texts, separator, size) => {
        const json = `[${texts.map((one) => JSON.stringify(one)).join(separator)}]`;
        for (const memory of [undefined, new ReadMemory(0)]) {
          const reader = new StringArrayReader(undefined, memory);
          const bytes = Buffer.from(json);
          for (let at = 0; at < bytes.length; at += size) {
            const chunk = placed(bytes.subarray(at, at + size), memory);
            expect(reader.read(chunk, 0, chunk.length, at)).toBe(chunk.length);
          }
          expect(reader.finished).toBe(true);
          const table = reader.table(0);
          expect(texts.map((_, index) => table.get(index))).toEqual(texts);
          expect(table.length).toBe(texts.length);
        }
      },
    ),
    { numRuns: 200, seed: 6 },
  );
});

it.each([
  ['an escape that JSON does not have', '"a\\x"'],
  ['an escape by number', '"a\\u0041"'],
  ['a line break inside a string', '"a\nb"'],
  ['a string that does not end', '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
  ['a string without its comma', '"a" ,'],
  ['no string', '12,'],
])('leaves %s to JavaScript', (_, bad) => {
  const memory = new ReadMemory(0);
  const good = '"one","","th\\"ree \\\\","a string of more than sixteen bytes",'.repeat(20);
  const bytes = placed(Buffer.from(good + bad), memory);
  const reader = memory.strings(bytes, 0)!;
  expect(reader.read(bytes, 0, bytes.length, 1000)).toBe(Buffer.byteLength(good));
  expect(reader.count).toBe(80);
  expect(reader.bytes.length).toBe(20 * (3 + 10 + 35));
  expect([...reader.ends.subarray(0, 3)]).toEqual([1003, 1003, 1013]);
});
