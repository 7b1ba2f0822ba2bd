import { array, assert, asyncProperty, constantFrom, integer, nat, property } from 'fast-check';
import { expect, it } from 'vitest';
import { SnapshotError } from '@watertight/snapshot-diff';
import { IntegerArrayReader, type IntegerSink } from '../src/parse/integer-array.ts';
import { ReadMemory, type RecordReader } from '../src/parse/record-reader.ts';
import type { RecordPlan } from '../src/parse/record-plan.ts';
import type { Columns } from '../src/parse/columns.ts';
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
      { field: 2, divisor: 6, count: 1_000_000 },
      { field: 1, running: true },
    ],
  };

  take(values: Uint32Array, count: number): void {
    for (let at = 0; at < count; at += 3) {
      this.rows.push([values[at]! * 2 ** 28 + values[at + 1]!, values[at + 2]! / 6, this.sum]);
      this.sum = (this.sum + values[at + 1]!) >>> 0;
    }
  }

  takeColumns({ columns, count, sum }: RecordReader): void {
    for (let row = 0; row < count; row++) this.rows.push(columns.map((column) => column[row]!));
    this.fast += count;
    this.sum = sum;
  }
}

function readAll(text: string, size: number, memory?: ReadMemory): Records {
  const records = new Records();
  const reader = new IntegerArrayReader(records, memory);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
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
  const reader = new ReadMemory(0).reader(records.plan)!;
  const good = '1,2,6,'.repeat(50);
  const bytes = Buffer.from(`${good}${bad},${good}`);
  expect(reader.read(bytes, 0, bytes.length, 0)).toBe(good.length);
  expect(reader.count).toBe(50);
  expect(reader.sum).toBe(100);
});

it('does not look at bytes behind the end of the chunk', () => {
  const memory = new ReadMemory(0);
  const reader = memory.reader(new Records().plan)!;
  memory.input.fill(57);
  const bytes = Buffer.from('1,2,6,'.repeat(20) + '1,2,9');
  expect(reader.read(bytes, 0, bytes.length, 0)).toBeLessThanOrEqual(120);
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
