import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import type { LiveResource } from '@watertight/cleanup-registry';

const here = 'sampling.test.ts';

function sitesOf(resources: LiveResource[]): number {
  return resources.filter(({ site }) => site?.includes(here)).length;
}

test('the first eight of each kind and one in a thousand say where they were registered', async () => {
  await using registry = createRegistry();
  for (let index = 0; index < 10_000; index += 1) registry.defer(() => undefined);
  expect(sitesOf(registry.live())).toBe(18);
  for (let index = 0; index < 20; index += 1) registry.adopt({}, () => undefined);
  expect(sitesOf(registry.live())).toBe(26);
});

test('each says so when every one is sampled, and none when none is', async () => {
  await using all = createRegistry({ sample: 1 });
  await using none = createRegistry({ sample: 0 });
  for (const registry of [all, none]) {
    for (let index = 0; index < 50; index += 1) registry.defer(() => undefined);
    for (let index = 0; index < 50; index += 1) registry.timeout(() => undefined, 60_000);
    registry.scope('nested').interval(() => undefined, 60_000, { name: 'named' });
  }
  expect(sitesOf(all.live())).toBe(102);
  expect(sitesOf(none.live())).toBe(0);
});

test('the line is the one that called the registry, through whichever method', async () => {
  await using registry = createRegistry({ sample: 1 });
  function opens(): void {
    registry.interval(() => undefined, 60_000);
  }
  opens();
  const [{ site }] = registry.live() as [LiveResource];
  expect(site).toMatch(/^opens \(.*sampling\.test\.ts:\d+:\d+\)$/);
});

test('named ones too: the first eight, then one in a thousand', async () => {
  await using registry = createRegistry();
  for (let index = 0; index < 5000; index += 1) registry.defer(() => undefined, { name: 'n' });
  expect(sitesOf(registry.live())).toBe(13);
});

test('kinds without end do not fill the book of kinds', async () => {
  await using registry = createRegistry();
  for (let index = 0; index < 300; index += 1) {
    registry.own({}, { kind: `kind ${index}`, dispose: () => undefined });
  }
  expect(sitesOf(registry.live())).toBe(256);
});
