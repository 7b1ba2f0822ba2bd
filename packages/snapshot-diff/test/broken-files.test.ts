import { writeFileSync } from 'node:fs';
import { readSnapshot, SnapshotError } from '@watertight/snapshot-diff';
import { describe, expect, it } from 'vitest';
import { graphFile } from './support/graph-file.ts';
import { readText } from './support/read-text.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

const good = graphFile(
  [{ name: '' }, { name: 'A' }, { name: 'B', location: [1, 2, 3] }],
  [
    [0, 'shortcut', 'a', 1],
    [1, 'property', 'b', 2],
  ],
);

async function failure(read: Promise<unknown>): Promise<SnapshotError> {
  const error: unknown = await read.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SnapshotError);
  return error as SnapshotError;
}

/** Replaces once, and says where. */
function broken(from: string, to: string): { text: string; at: number } {
  const at = good.indexOf(from);
  expect(at).toBeGreaterThan(0);
  return { text: good.slice(0, at) + to + good.slice(at + from.length), at };
}

describe('a file that is no whole snapshot', () => {
  it('is an error with a code and a byte position, wherever it is cut off', async () => {
    for (let length = 0; length < good.length - 1; length++) {
      const { code, position } = await failure(readText(good.slice(0, length)));
      expect(code).toBe(length === 0 ? 'ERR_SNAPSHOT_EMPTY' : 'ERR_SNAPSHOT_TRUNCATED');
      expect(position).toBe(length);
    }
  });

  it.each([
    ['some text', 'hello', 'ERR_SNAPSHOT_NOT_A_SNAPSHOT', 0],
    ['an array', '[1,2]', 'ERR_SNAPSHOT_NOT_A_SNAPSHOT', 0],
    ['an empty object', '{}', 'ERR_SNAPSHOT_NOT_A_SNAPSHOT', 2],
    ['a package.json', '{"name":"x","version":"1.0.0"}', 'ERR_SNAPSHOT_NOT_A_SNAPSHOT', 30],
    ['a CPU profile', '{"nodes":[{"id":1}]}', 'ERR_SNAPSHOT_NOT_A_SNAPSHOT', 9],
    ['a gzip file', '\u001F\u008B\b', 'ERR_SNAPSHOT_NOT_A_SNAPSHOT', 0],
    ['two snapshots in one', `${good}{}`, 'ERR_SNAPSHOT_SYNTAX', good.length],
  ])('%s is refused', async (_, text, code, position) => {
    expect(await failure(readText(text))).toMatchObject({ code, position });
  });

  it.each([
    ['node count', '"node_count":3', '"node_count":4', 'ERR_SNAPSHOT_COUNT'],
    ['a huge node count', '"node_count":3', '"node_count":4000000000', 'ERR_SNAPSHOT_COUNT'],
    ['edge count', '"edge_count":2', '"edge_count":3', 'ERR_SNAPSHOT_COUNT'],
    [
      'a count that is no number',
      '"node_count":3',
      '"node_count":"3"',
      'ERR_SNAPSHOT_NOT_A_SNAPSHOT',
    ],
    ['a header without fields', '"node_fields"', '"node_felds"', 'ERR_SNAPSHOT_NOT_A_SNAPSHOT'],
    ['a missing section', '"edges"', '"adges"', 'ERR_SNAPSHOT_NOT_A_SNAPSHOT'],
    ['half a record', '],\n"trace_f', ',1],\n"trace_f', 'ERR_SNAPSHOT_COUNT'],
    ['two commas', '"edges":[', '"edges":[,', 'ERR_SNAPSHOT_SYNTAX'],
    ['a fraction', '"edges":[', '"edges":[1.5,', 'ERR_SNAPSHOT_SYNTAX'],
    ['a negative number', '"edges":[', '"edges":[-1,', 'ERR_SNAPSHOT_SYNTAX'],
    ['an unknown escape', '"<dummy>"', '"<\\q>"', 'ERR_SNAPSHOT_SYNTAX'],
    ['a bad \\u escape', '"<dummy>"', '"<\\u12g4>"', 'ERR_SNAPSHOT_SYNTAX'],
  ])('with a wrong %s is refused', async (_, from, to, code) => {
    const { text } = broken(from, to);
    const error = await failure(readText(text));
    expect(error.code).toBe(code);
    expect(error.position).toBeGreaterThan(0);
    expect(await failure(readText(text, 1))).toMatchObject({ code, position: error.position });
  });

  it('names the byte of an integer that is out of range', async () => {
    const edges = good.indexOf('"edges":[') + 9;
    const target = edges + good.slice(edges).search(/\d+,\d+,6/) + 4;
    const text = `${good.slice(0, edges)}${good.slice(edges).replace(',6,', ',66,')}`;
    for (const size of [4096, 50]) {
      const error = await failure(readText(text, size));
      expect(error.code).toBe('ERR_SNAPSHOT_RANGE');
      expect(error.message).toContain('edge 0 leads to 66');
      expect(Math.abs(error.position! - target)).toBeLessThan(3);
    }
  });

  it('is refused when its text is not UTF-8', async () => {
    const bytes = Buffer.from(good);
    bytes[bytes.indexOf('<dummy>') + 1] = 0xc3;
    const stream = (async function* () {
      yield bytes;
    })();
    expect(await failure(readSnapshot(stream))).toMatchObject({ code: 'ERR_SNAPSHOT_UTF8' });
  });
});

describe('a path', () => {
  it('that leads nowhere, or to a directory, or to 0 bytes has an error of its own', async () => {
    using directory = new TemporaryDirectory();
    const empty = directory.file('empty.heapsnapshot');
    writeFileSync(empty, '');
    const missing = await failure(readSnapshot(directory.file('missing')));
    expect(missing).toMatchObject({ code: 'ERR_SNAPSHOT_NOT_FOUND' });
    expect((missing.cause as NodeJS.ErrnoException).code).toBe('ENOENT');
    expect(await failure(readSnapshot(directory.path))).toMatchObject({
      code: 'ERR_SNAPSHOT_IS_DIRECTORY',
    });
    const zero = await failure(readSnapshot(empty));
    expect(zero).toMatchObject({ code: 'ERR_SNAPSHOT_EMPTY', path: empty });
    expect(zero.message).toContain(empty);
  });

  it('can be a file: URL, and no other', async () => {
    using directory = new TemporaryDirectory();
    const file = directory.file('good.heapsnapshot');
    writeFileSync(file, good);
    const { pathToFileURL } = await import('node:url');
    expect((await readSnapshot(pathToFileURL(file))).nodeCount).toBe(3);
    await expect(readSnapshot(new URL('https://example.com/a'))).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    });
    await expect(readSnapshot(5 as never)).rejects.toThrow(/expected a path/);
  });
});
