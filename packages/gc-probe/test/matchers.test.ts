import { expect, test } from 'vitest';
import '../src/vitest.ts';

test('toBeCollected passes when nobody holds the object', async () => {
  await expect(() => ({ some: 'thing' })).toBeCollected();
});

test('toBeCollected fails when somebody does', async () => {
  const held = { some: 'thing' };
  const ref = new WeakRef(held);
  await expect(ref).not.toBeCollected();
  await expect(expect(ref).toBeCollected()).rejects.toThrow('something still holds it');
  expect(held.some).toBe('thing');
});
