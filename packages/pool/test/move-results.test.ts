import { expect, test } from 'vitest';
import { createPool, type Pool } from '../src/index.ts';
import { fixture } from './helpers.ts';

const pool = (): Pool => createPool(fixture('outgoing.mjs'), { maxThreads: 1, moveResults: false });

test('move() in the worker moves a result where results are copied', async () => {
  await using copies = pool();
  await copies.run('giveKept');
  expect(await copies.run('keptLength')).toBe(3);
  expect(await copies.run('moveKept')).toEqual(new Uint8Array([1, 2, 3]));
  expect(await copies.run('keptLength')).toBe(0);
  expect(copies.stats().bytesMoved).toBe(3);
});

test('move() with a list moves that and copies the rest', async () => {
  await using copies = pool();
  const result = (await copies.run('moveListed')) as { listed: ArrayBuffer; kept: Uint8Array };
  expect([result.listed.byteLength, result.kept.byteLength]).toEqual([8, 3]);
  expect(await copies.run('keptLength')).toBe(3);
  expect(copies.stats().bytesMoved).toBe(8);
});

test('what cannot be moved is copied', async () => {
  await using copies = pool();
  expect(await copies.run('moveWhatCannot')).toEqual({ text: 'plain' });
});
