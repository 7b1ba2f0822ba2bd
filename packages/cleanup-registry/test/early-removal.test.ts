import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits until the clock that ages are read from has gone on by a whole millisecond. */
async function nextMillisecond(): Promise<void> {
  const start = performance.now();
  while (performance.now() - start < 1.5) await turn();
}

test('what is left of many that were removed at random is disposed newest first', async () => {
  const registry = createRegistry();
  const disposed: number[] = [];
  const kind = { kind: 'number', dispose: (value: number): void => void disposed.push(value) };
  const handles = Array.from({ length: 1000 }, (_, index) => registry.own(index, kind));
  let seed = 1;
  const left = new Set(handles.keys());
  for (let count = 0; count < 900; count += 1) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const victim = [...left][seed % left.size]!;
    left.delete(victim);
    expect(handles[victim]!.live).toBe(true);
    handles[victim]![Symbol.dispose]();
    expect(handles[victim]!.live).toBe(false);
    expect(registry.size).toBe(left.size);
  }
  disposed.length = 0;
  for (const [index, handle] of handles.entries()) expect(handle.live).toBe(left.has(index));
  expect(registry.live()).toHaveLength(100);
  await registry.dispose();
  expect(disposed).toEqual([...left].toReversed());
});

test('each keeps its age when others before it are removed', async () => {
  await using registry = createRegistry();
  const handles = [];
  for (let burst = 0; burst < 12; burst += 1) {
    for (let index = 0; index < 20; index += 1) {
      handles.push(registry.defer(() => undefined, { name: `${burst}` }));
    }
    await nextMillisecond();
  }
  const ages = (): Map<string, number> =>
    new Map(registry.live().map(({ name, ageMs }) => [name!, ageMs]));
  const before = ages();
  for (const [index, handle] of handles.entries()) if (index % 20 !== 7) handle[Symbol.dispose]();
  expect(registry.size).toBe(12);
  const after = ages();
  const elapsed = after.get('0')! - before.get('0')!;
  for (const [name, age] of before) expect(after.get(name)).toBe(age + elapsed);
  expect(before.get('0')! - before.get('11')!).toBeGreaterThanOrEqual(11);
});

test('the place of older ones, freed in the same turn, gives its next holder no age', async () => {
  await using registry = createRegistry();
  const handles = [1, 2, 3].map(() => registry.defer(() => undefined));
  await nextMillisecond();
  handles.push(...[4, 5, 6].map(() => registry.defer(() => undefined)));
  for (const handle of handles.slice(2)) handle[Symbol.dispose]();
  registry.defer(() => undefined, { name: 'latest' });
  const [oldest, , latest] = registry.live();
  expect(latest!.name).toBe('latest');
  expect(oldest!.ageMs - latest!.ageMs).toBeGreaterThanOrEqual(1);
});

test('one whose disposer is pending keeps its age among younger ones', async () => {
  const registry = createRegistry();
  let finish!: () => void;
  const slow = registry.defer(() => new Promise<void>((resolve) => (finish = resolve)), {
    name: 'slow',
  });
  await nextMillisecond();
  registry.defer(() => undefined, { name: 'young' });
  const released = slow[Symbol.asyncDispose]();
  const ages = new Map(registry.live().map(({ name, ageMs }) => [name, ageMs]));
  expect(ages.get('slow')! - ages.get('young')!).toBeGreaterThanOrEqual(1);
  finish();
  await released;
  await registry.dispose();
});

test('a name that cannot be told does not keep the others from being disposed', async () => {
  const registry = createRegistry();
  let disposed = false;
  registry.defer(() => (disposed = true));
  const kind = {
    kind: 'shy',
    describe: (): string => {
      throw new Error('no name');
    },
    dispose: (): never => {
      throw new Error('no');
    },
  };
  registry.own({}, kind);
  expect(registry.live().map(({ kind: each }) => each)).toEqual(['defer', 'shy']);
  await expect(registry.dispose()).rejects.toMatchObject({ code: 'CLEANUP_FAILED' });
  expect(disposed).toBe(true);
});
