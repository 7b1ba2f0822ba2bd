import { describe, expect, test } from 'vitest';
import { AsyncDisposableStack as Own } from '../../src/stacks/async-disposable-stack.ts';
import type { AsyncDisposableStack } from '../../src/stacks/types.ts';
import { SuppressedError } from '@watertight/cleanup-registry/stacks';

const native = (globalThis as { AsyncDisposableStack?: typeof Own }).AsyncDisposableStack;
const classes: [string, typeof Own][] = [['ours', Own]];
if (native) classes.push(['native', native]);

/** How many turns of the microtask queue pass before the promise has been seen to settle. */
async function turnsOf(promise: Promise<unknown>): Promise<number> {
  const seen = { settled: false };
  const note = (): void => void (seen.settled = true);
  promise.then(note, note);
  let turns = 0;
  while (!seen.settled) {
    turns += 1;
    await undefined;
  }
  return turns;
}

describe.each(classes)('AsyncDisposableStack (%s)', (_which, Stack) => {
  const { prototype } = Stack;

  test('disposes newest first, awaiting each before the next', async () => {
    const order: string[] = [];
    const stack = new Stack();
    stack.defer(async () => {
      order.push('a begins');
      await undefined;
      order.push('a ends');
    });
    expect(
      stack.adopt('b', async (value) => {
        order.push(`${value} begins`);
        await undefined;
        order.push(`${value} ends`);
      }),
    ).toBe('b');
    const resource = { [Symbol.asyncDispose]: async () => void order.push('c') };
    expect(stack.use(resource)).toBe(resource);
    expect(await stack.disposeAsync()).toBeUndefined();
    expect(order).toEqual(['c', 'b begins', 'b ends', 'a begins', 'a ends']);
    expect(stack.disposed).toBe(true);
    expect(await stack.disposeAsync()).toBeUndefined();
  });

  test('is disposed by `await using`', async () => {
    let calls = 0;
    {
      await using stack = new Stack();
      stack.defer(() => void (calls += 1));
    }
    expect(calls).toBe(1);
  });

  test('synchronous disposables are taken; what they return is not awaited', async () => {
    const stack = new Stack();
    const never = new Promise(() => undefined);
    stack.use({ [Symbol.asyncDispose]: null, [Symbol.dispose]: () => never } as never);
    await stack.disposeAsync();
  });

  test('each later error suppresses the one before, thrown or rejected', async () => {
    const stack = new Stack();
    const [first, second] = [new Error('1'), new Error('2')];
    stack.defer(() => {
      throw second;
    });
    stack.use({ [Symbol.asyncDispose]: () => Promise.reject(first) });
    const error = (await stack
      .disposeAsync()
      .catch((reason: unknown) => reason)) as SuppressedError;
    expect(error).toBeInstanceOf(SuppressedError);
    expect([error.error, error.suppressed]).toEqual([second, first]);
  });

  test('a disposer that throws synchronously in a synchronous resource rejects', async () => {
    const stack = new Stack();
    const error = new Error('sync');
    stack.use({
      [Symbol.dispose]() {
        throw error;
      },
    });
    await expect(stack.disposeAsync()).rejects.toBe(error);
  });

  test('an empty stack settles at once; null costs one turn, and none beside an awaited resource', async () => {
    const empty = await turnsOf(new Stack().disposeAsync());
    const nulls = new Stack();
    nulls.use(null);
    nulls.use(undefined);
    expect(await turnsOf(nulls.disposeAsync())).toBe(empty + 1);
    const one = new Stack();
    one.defer(() => undefined);
    expect(await turnsOf(one.disposeAsync())).toBe(empty + 1);
    const both = new Stack();
    both.use(null);
    both.defer(() => undefined);
    both.use(undefined);
    expect(await turnsOf(both.disposeAsync())).toBe(empty + 1);
  });

  test('use refuses what cannot be disposed, adopt and defer what cannot be called', () => {
    const stack = new Stack();
    for (const value of [{}, 1, 'x', { [Symbol.asyncDispose]: 1 }, { [Symbol.dispose]: {} }]) {
      expect(() => stack.use(value as never)).toThrow(TypeError);
    }
    expect(() => stack.adopt(1, undefined as never)).toThrow(TypeError);
    expect(() => stack.defer(null as never)).toThrow(TypeError);
  });

  test('a disposed stack refuses everything with a ReferenceError', async () => {
    const stack = new Stack();
    await stack.disposeAsync();
    expect(() => stack.use({} as never)).toThrow(ReferenceError);
    expect(() => stack.adopt(1, 2 as never)).toThrow(ReferenceError);
    expect(() => stack.defer(2 as never)).toThrow(ReferenceError);
    expect(() => stack.move()).toThrow(ReferenceError);
  });

  test('move hands the resources over', async () => {
    const order: number[] = [];
    const stack = new Stack();
    stack.defer(() => void order.push(1));
    const moved = stack.move();
    expect([stack.disposed, moved.disposed]).toEqual([true, false]);
    expect(Object.getPrototypeOf(moved)).toBe(prototype);
    await stack.disposeAsync();
    expect(order).toEqual([]);
    await moved.disposeAsync();
    expect(order).toEqual([1]);
  });

  test('disposeAsync rejects on a wrong `this`; the others throw; none is a constructor', async () => {
    const fake = Object.create(prototype) as AsyncDisposableStack;
    const rejected = prototype.disposeAsync.call(fake);
    expect(rejected).toBeInstanceOf(Promise);
    await expect(rejected).rejects.toThrow(TypeError);
    await expect(prototype.disposeAsync.call(undefined as never)).rejects.toThrow(TypeError);
    for (const name of ['use', 'adopt', 'defer', 'move'] as const) {
      expect(() => (prototype[name] as () => void).call(fake)).toThrow(TypeError);
    }
    expect(() => fake.disposed).toThrow(TypeError);
    for (const name of ['disposeAsync', 'use', 'adopt', 'defer', 'move'] as const) {
      expect(() => Reflect.construct(prototype[name], [])).toThrow(TypeError);
    }
  });

  test('names, lengths and attributes are those of the specification', () => {
    expect([Stack.name, Stack.length]).toEqual(['AsyncDisposableStack', 0]);
    const facts = Object.entries(Object.getOwnPropertyDescriptors(prototype)).map(
      ([key, { value, enumerable, writable }]) => [key, value?.length, enumerable, writable],
    );
    expect(facts.toSorted()).toEqual([
      ['adopt', 2, false, true],
      ['constructor', 0, false, true],
      ['defer', 1, false, true],
      ['disposeAsync', 0, false, true],
      ['disposed', undefined, false, undefined],
      ['move', 0, false, true],
      ['use', 1, false, true],
    ]);
    expect(prototype[Symbol.asyncDispose]).toBe(prototype.disposeAsync);
    expect(prototype[Symbol.toStringTag]).toBe('AsyncDisposableStack');
    expect(Object.getPrototypeOf(prototype.disposeAsync)).toBe(Function.prototype);
  });
});
