import { describe, expect, test } from 'vitest';
import { snapshotBudget, SnapshotGuard } from '../src/index.ts';

const roomy = { limit: 8e9, rss: 1e9 };

describe('snapshotBudget()', () => {
  test('reckons 23 times the heap, or 900 B an object where the number is known', () => {
    expect(snapshotBudget({ ...roomy, heapUsed: 1e8 })).toMatchObject({
      needed: 2.3e9,
      available: 7e9,
      fits: true,
    });
    expect(snapshotBudget({ ...roomy, heapUsed: 1e9 })).toMatchObject({
      needed: 23e9,
      fits: false,
    });
    expect(snapshotBudget({ ...roomy, heapUsed: 1e9, nodes: 87_000 }).fits).toBe(true);
  });

  test('says why in numbers', () => {
    expect(snapshotBudget({ heapUsed: 1e9, limit: 2e9, rss: 1.2e9 }).reason).toBe(
      'a snapshot could kill the process: 23000 MB may be needed, 800 MB are left of 2000 MB',
    );
  });

  test('asks the process itself for what it is not told', () => {
    const { needed, available } = snapshotBudget();
    expect(needed).toBeGreaterThan(23e6);
    expect(available).toBeGreaterThan(0);
  });

  test('a process that is above its limit has nothing left', () => {
    expect(snapshotBudget({ heapUsed: 1, limit: 1e9, rss: 2e9 }).available).toBe(0);
  });

  test('refuses nonsense', () => {
    expect(() => snapshotBudget({ heapUsed: Number.NaN })).toThrow('heapUsed');
  });
});

describe('SnapshotGuard', () => {
  test('takes one at a time', async () => {
    const guard = new SnapshotGuard({ coolDown: 0 });
    let finish: (value: string) => void = () => {};
    const first = guard.take(() => new Promise<string>((resolve) => (finish = resolve)), {
      ...roomy,
      heapUsed: 1,
    });
    expect(await guard.take(() => 'second', { ...roomy, heapUsed: 1 })).toEqual({
      taken: false,
      reason: 'a snapshot is being taken already',
    });
    finish('first');
    expect(await first).toEqual({ taken: true, value: 'first' });
    expect((await guard.take(() => 'third')).taken).toBe(true);
  });

  test('takes no more than it may, and failed ones count', async () => {
    const guard = new SnapshotGuard({ most: 2, coolDown: 0 });
    const boom = new Error('disk full');
    await expect(guard.take(() => Promise.reject(boom))).rejects.toBe(boom);
    expect((await guard.take(() => 1)).taken).toBe(true);
    expect(await guard.take(() => 2)).toEqual({
      taken: false,
      reason: '2 of 2 snapshots are taken',
    });
  });

  test('pauses between two', async () => {
    const guard = new SnapshotGuard();
    expect((await guard.take(() => 1)).taken).toBe(true);
    const refused = await guard.take(() => 2);
    expect(refused).toMatchObject({ taken: false });
    expect('reason' in refused && refused.reason).toMatch(/may be taken in 4\d{4} s$/);
  });

  test('does not start what does not fit, and that costs no turn', async () => {
    const guard = new SnapshotGuard({ most: 1, coolDown: 0 });
    let ran = false;
    const work = () => (ran = true);
    const refused = await guard.take(work, { heapUsed: 1e9, limit: 2e9, rss: 1e9 });
    expect(refused.taken).toBe(false);
    expect(ran).toBe(false);
    expect((await guard.take(work, { ...roomy, heapUsed: 1 })).taken).toBe(true);
  });

  test('refuses nonsense', () => {
    expect(() => new SnapshotGuard({ most: 0 })).toThrow('most');
    expect(() => new SnapshotGuard({ coolDown: -1 })).toThrow('coolDown');
  });
});
