import { collected } from '@watertight/gc-probe';
import { expect } from 'vitest';

export { expectFlatFloor } from '@watertight/gc-probe';
export type { FlatFloorOptions } from '@watertight/gc-probe';

interface CollectionMatchers<R = unknown> {
  /**
   * The object of a `WeakRef`, or the one that a function makes, is collected once nobody holds
   * it. Await it: `await expect(new WeakRef(object)).toBeCollected()`.
   */
  toBeCollected(): Promise<R>;
}

declare module 'vitest' {
  interface Matchers<T = any> extends CollectionMatchers<T> {}
}

expect.extend({
  async toBeCollected(received: WeakRef<WeakKey> | (() => WeakKey)) {
    const pass = await collected(received);
    return {
      pass,
      message: () =>
        pass
          ? 'expected the object to stay alive, but it was collected'
          : 'expected the object to be collected, but something still holds it',
    };
  },
});
