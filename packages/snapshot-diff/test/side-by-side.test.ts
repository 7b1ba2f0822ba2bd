import { createHash } from 'node:crypto';
import { writeFileSync, truncateSync } from 'node:fs';
import { getHeapSnapshot } from 'node:v8';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import {
  compareIsolates,
  compareSnapshots,
  compareSources,
  readSnapshot,
  readSnapshots,
  SnapshotError,
} from '@watertight/snapshot-diff';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { fixture, runNode } from './support/run-node.ts';
import { graphFile } from './support/graph-file.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

const directory = new TemporaryDirectory();
const base = directory.file('base-main.heapsnapshot');
const target = directory.file('target-main.heapsnapshot');
const workers: Worker[] = [];
const note = (message: unknown): void => {
  workers.push((message as { worker: Worker }).worker);
};

beforeAll(async () => {
  const { code } = await runNode(fixture('varied-heap.mjs'), [directory.path]);
  expect(code).toBe(0);
});
afterAll(() => directory[Symbol.dispose]());
beforeEach(() => {
  workers.length = 0;
  subscribe('worker_threads', note);
});
/** Whatever came of it: no thread is left. */
afterEach(() => {
  unsubscribe('worker_threads', note);
  expect(workers.map((worker) => worker.threadId)).toEqual(workers.map(() => -1));
});

it('reads in threads what it reads without, every analysis included', async () => {
  const [one, other] = await readSnapshots([base, target], { workers: true });
  expect(workers).toHaveLength(2);
  const plain = await readSnapshot(target);
  const { strings: _s, ...columns } = other!.columns;
  const { strings: _t, ...expected } = plain.columns;
  expect(digests(columns)).toEqual(digests(expected));
  expect(digests(other!.dominatorTree)).toEqual(digests(plain.dominatorTree));
  for (const name of ['retainedSizes', 'distances'] as const) {
    expect(digests({ name: other![name] })).toEqual(digests({ name: plain[name] }));
  }
  expect(digests(other!.essential)).toEqual(digests(plain.essential));
  expect(other!.classes).toEqual(plain.classes);
  expect(other!.label).toBe(target);
  expect(compareSnapshots(one!, other!)).toEqual(
    compareSnapshots(await readSnapshot(base), await readSnapshot(target)),
  );
});

it('compares in threads as it compares without', async () => {
  const options = { counts: { round: 7 }, ids: true };
  const threads = await compareSources(base, target, { ...options, workers: true });
  expect(workers).toHaveLength(2);
  expect(threads).toEqual(await compareSources(base, target, { ...options, workers: false }));
  expect(workers).toHaveLength(2);
  const before = [{ isolate: 'main', file: base }];
  const after = [{ isolate: 'main', file: target }];
  const { isolates } = await compareIsolates(before, after, { workers: true });
  expect(workers).toHaveLength(4);
  expect(isolates[0]!.rows.length).toBe(threads.rows.length);
});

it('starts no thread by itself for small files', async () => {
  const small = directory.file('small.heapsnapshot');
  writeFileSync(small, graphFile([{ name: '' }], []));
  expect(await readSnapshots([small, small])).toHaveLength(2);
  await compareSources(small, small);
  expect(workers).toHaveLength(0);
});

it('gives the error of the file that cannot be read, whole, and stops the other reader', async () => {
  const cut = directory.file('cut.heapsnapshot');
  writeFileSync(cut, graphFile([{ name: '' }], []));
  truncateSync(cut, 100);
  const error: unknown = await compareSources(target, cut, { workers: true }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SnapshotError);
  expect(error).toMatchObject({ code: 'ERR_SNAPSHOT_TRUNCATED', position: 100, path: cut });
  const plain: unknown = await readSnapshot(cut).catch((reason: unknown) => reason);
  expect((error as Error).message).toBe((plain as Error).message);
  await expect(
    readSnapshots([target, `${target}.missing`], { workers: true }),
  ).rejects.toMatchObject({ code: 'ERR_SNAPSHOT_NOT_FOUND' });
});

it('ends its readers when it is aborted', async () => {
  const stop = new AbortController();
  const reading = readSnapshots([base, target], { workers: true, signal: stop.signal });
  const reason = new Error('enough');
  stop.abort(reason);
  await expect(reading).rejects.toBe(reason);
  expect(workers).toHaveLength(2);
  await expect(readSnapshots([base], { workers: true, signal: stop.signal })).rejects.toBe(reason);
  await expect(compareSources(base, target, { signal: stop.signal })).rejects.toBe(reason);
  expect(workers).toHaveLength(2);
});

it('compares streams with no file in between', async () => {
  class Kept {}
  const kept: Kept[] = [];
  const before = getHeapSnapshot();
  const chunks: Buffer[] = [];
  for await (const chunk of before) chunks.push(chunk as Buffer);
  for (let index = 0; index < 101; index++) kept.push(new Kept());
  const { suspects } = await compareSources(chunked(chunks), getHeapSnapshot(), { tasks: 101 });
  expect(suspects.map(({ name, delta }) => [name, delta])).toContainEqual(['Kept', 101]);
  expect(kept).toHaveLength(101);
});

/** Millions of numbers are compared by their digest. */
function digests(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]: [string, unknown]) => [
      key,
      ArrayBuffer.isView(value)
        ? createHash('sha1')
            .update(value as Uint8Array)
            .digest('hex')
        : typeof value === 'object' && value?.constructor === Object
          ? digests(value)
          : value,
    ]),
  );
}

async function* chunked(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
