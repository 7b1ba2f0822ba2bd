import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import type { Handle, LiveResource } from '@watertight/cleanup-registry';

/** Collects garbage, a turn of the event loop at a time, until the condition holds or many turns have passed. */
async function collectUntil(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 50 && !condition(); turn += 1) {
    gc!();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const dropped: string[] = [];
const onDropped = (live: LiveResource[]): void => {
  dropped.push(live.map(({ scope, kind }) => `${scope}: ${kind}`).join());
};
const options = (name: string): { name: string; onDropped: typeof onDropped } => ({
  name,
  onDropped,
});

/** In a function of its own, so that nothing of it stays on the stack. */
function dropThem(): void {
  createRegistry(options('lost')).defer(() => undefined);
  createRegistry(options('empty'));
  void createRegistry(options('disposed')).dispose();
  const moved = createRegistry(options('moved'));
  moved.defer(() => undefined);
  kept.use(moved.move());
}

const kept = createRegistry(options('kept'));

test('a registry that was dropped while it owned something tells what; no other does', async () => {
  kept.defer(() => undefined);
  dropThem();
  await collectUntil(() => dropped.length > 0);
  await collectUntil(() => false);
  expect(dropped).toEqual(['lost: defer']);
  expect(kept.size).toBe(2);
});

const lost: string[] = [];
const told = ({ kind, name, site }: LiveResource): void => {
  lost.push(`${kind} ${name} at ${site ? 'a line' : 'nowhere'}`);
};

/** Drops some handles and keeps others. */
function dropHandles(): Handle {
  const kind = { kind: 'lease', dispose: (): void => undefined };
  kept.own({}, kind, { name: 'dropped', onDropped: told });
  kept.own({}, kind, { name: 'released', onDropped: told })[Symbol.dispose]();
  kept.defer(() => undefined, { name: 'deferred', onDropped: told });
  kept.listener(process, 'exit', () => undefined, { name: 'listening', onDropped: told });
  kept.own({}, kind, { name: 'unwatched' });
  return kept.own({}, kind, { name: 'held', onDropped: told });
}

test('a handle that was dropped while its resource is open tells which; it is owned all the same', async () => {
  const held = dropHandles();
  await collectUntil(() => lost.length > 2);
  await collectUntil(() => false);
  expect(lost.toSorted()).toEqual([
    'defer deferred at a line',
    'lease dropped at a line',
    'listener listening at a line',
  ]);
  expect([held.kind, held.name, held.live]).toEqual(['lease', 'held', true]);
  const order: string[] = [];
  kept.defer(() => order.push('before'), { dependsOn: held });
  await held[Symbol.asyncDispose]();
  expect(held.live).toBe(false);
});

/** A scope of a request that nobody disposes: the registry above it keeps it for ever. */
function dropScopes(): void {
  kept.scope('request 7', { onDropped }).defer(() => undefined);
  void kept.scope('request 8', { onDropped }).dispose();
}

test('a nested scope that was dropped undisposed tells what it owns', async () => {
  dropped.length = 0;
  dropScopes();
  await collectUntil(() => dropped.length > 0);
  await collectUntil(() => false);
  expect(dropped).toEqual(['kept/request 7: defer']);
});
