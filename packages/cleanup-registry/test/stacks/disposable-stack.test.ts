import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { DisposableStack as Own } from '../../src/stacks/disposable-stack.ts';
import type { DisposableStack } from '../../src/stacks/types.ts';
import { SuppressedError } from '@watertight/cleanup-registry/stacks';

// Node 24 and 26 have the class: their own must pass the same tests.
const native = (globalThis as { DisposableStack?: typeof Own }).DisposableStack;
const classes: [string, typeof Own][] = [['ours', Own]];
if (native) classes.push(['native', native]);

const thrownBy = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return expect.fail('nothing was thrown');
};

describe.each(classes)('DisposableStack (%s)', (_which, Stack) => {
  const { prototype } = Stack;

  test('disposes newest first, once', () => {
    const order: string[] = [];
    const stack = new Stack();
    expect(stack.adopt('a', (value) => order.push(value))).toBe('a');
    expect(stack.defer(() => order.push('b'))).toBeUndefined();
    const resource = { [Symbol.dispose]: () => order.push('c') };
    expect(stack.use(resource)).toBe(resource);
    expect(stack.disposed).toBe(false);
    expect(stack.dispose()).toBeUndefined();
    expect(stack.disposed).toBe(true);
    stack.dispose();
    expect(order).toEqual(['c', 'b', 'a']);
  });

  test('is disposed by `using`', () => {
    let calls = 0;
    {
      using stack = new Stack();
      stack.defer(() => (calls += 1));
    }
    expect(calls).toBe(1);
  });

  test('each later error suppresses the one before', () => {
    const stack = new Stack();
    const [first, second, third] = [new Error('1'), new Error('2'), new Error('3')];
    for (const error of [third, second, first]) {
      stack.defer(() => {
        throw error;
      });
    }
    const outer = thrownBy(() => stack.dispose()) as SuppressedError;
    expect(outer).toBeInstanceOf(SuppressedError);
    expect(outer.error).toBe(third);
    expect((outer.suppressed as SuppressedError).error).toBe(second);
    expect((outer.suppressed as SuppressedError).suppressed).toBe(first);
  });

  test('a single error is thrown as it is, undefined too', () => {
    const stack = new Stack();
    stack.defer(() => {
      throw undefined;
    });
    expect(thrownBy(() => stack.dispose())).toBeUndefined();
  });

  test('null and undefined are returned and not kept', () => {
    const stack = new Stack();
    expect([stack.use(null), stack.use(undefined)]).toEqual([null, undefined]);
    stack.dispose();
  });

  test('the method is read once, when the value is used', () => {
    let reads = 0;
    let calls = 0;
    const stack = new Stack();
    stack.use({
      get [Symbol.dispose]() {
        reads += 1;
        return () => (calls += 1) as never;
      },
    });
    expect([reads, calls]).toEqual([1, 0]);
    stack.dispose();
    expect([reads, calls]).toEqual([1, 1]);
  });

  test.each([[{}], [{ [Symbol.dispose]: null }], [{ [Symbol.dispose]: 1 }], [1], ['x'], [true]])(
    'use refuses %o',
    (value) => {
      const stack = new Stack();
      expect(() => stack.use(value as never)).toThrow(TypeError);
      stack.dispose();
    },
  );

  test('adopt and defer refuse what cannot be called', () => {
    const stack = new Stack();
    for (const value of [undefined, null, {}, 1]) {
      expect(() => stack.adopt(1, value as never)).toThrow(TypeError);
      expect(() => stack.defer(value as never)).toThrow(TypeError);
    }
  });

  test('a disposed stack refuses everything with a ReferenceError, before it looks at the argument', () => {
    const stack = new Stack();
    stack.dispose();
    const value = {
      get [Symbol.dispose]() {
        return expect.fail('it was read');
      },
    };
    expect(() => stack.use(value)).toThrow(ReferenceError);
    expect(() => stack.adopt(1, 2 as never)).toThrow(ReferenceError);
    expect(() => stack.defer(2 as never)).toThrow(ReferenceError);
    expect(() => stack.move()).toThrow(ReferenceError);
  });

  test('move hands the resources to a plain stack, also from a subclass', () => {
    class Sub extends Stack {}
    const order: number[] = [];
    const stack = new Sub();
    stack.defer(() => order.push(1));
    const moved = stack.move();
    expect([stack.disposed, moved.disposed]).toEqual([true, false]);
    expect(Object.getPrototypeOf(moved)).toBe(prototype);
    stack.dispose();
    expect(order).toEqual([]);
    moved.dispose();
    expect(order).toEqual([1]);
  });

  test('methods insist on a real stack, and are no constructors', () => {
    const fake = Object.create(prototype) as DisposableStack;
    for (const name of ['dispose', 'use', 'adopt', 'defer', 'move'] as const) {
      expect(() => (prototype[name] as () => void).call(fake)).toThrow(TypeError);
      expect(() => Reflect.construct(prototype[name], [])).toThrow(TypeError);
    }
    expect(() => fake.disposed).toThrow(TypeError);
    expect(() => (Stack as unknown as () => void)()).toThrow(TypeError);
  });

  test('names, lengths and attributes are those of the specification', () => {
    expect([Stack.name, Stack.length]).toEqual(['DisposableStack', 0]);
    const facts = Object.entries(Object.getOwnPropertyDescriptors(prototype)).map(
      ([key, { value, enumerable, writable }]) => [key, value?.length, enumerable, writable],
    );
    expect(facts.toSorted()).toEqual([
      ['adopt', 2, false, true],
      ['constructor', 0, false, true],
      ['defer', 1, false, true],
      ['dispose', 0, false, true],
      ['disposed', undefined, false, undefined],
      ['move', 0, false, true],
      ['use', 1, false, true],
    ]);
    expect(Object.getOwnPropertyDescriptor(prototype, 'disposed')?.get?.name).toBe('get disposed');
    expect(Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)).toEqual({
      value: 'DisposableStack',
      writable: false,
      enumerable: false,
      configurable: true,
    });
    expect(prototype[Symbol.dispose]).toBe(prototype.dispose);
    expect(Object.getOwnPropertyDescriptor(Stack, 'prototype')?.writable).toBe(false);
  });

  test('the prototype comes from newTarget, and from its realm when it has none', () => {
    const newTarget = function newTarget(): void {} as unknown as { prototype: object | null };
    newTarget.prototype = { mine: true };
    const construct = (): object => Reflect.construct(Stack, [], newTarget as never) as object;
    expect(Object.getPrototypeOf(construct())).toBe(newTarget.prototype);
    newTarget.prototype = Object.prototype;
    expect(Object.getPrototypeOf(construct())).toBe(Object.prototype);
    newTarget.prototype = null;
    expect(Object.getPrototypeOf(construct())).toBe(prototype);

    const realm = vm.createContext({});
    // Where a realm has no such class, it gets one here, as from another polyfill.
    vm.runInContext('globalThis.DisposableStack ??= class DisposableStack {}', realm);
    const foreign = vm.runInContext(
      'function F() {} F.prototype = null; ({ F, expected: globalThis.DisposableStack.prototype })',
      realm,
    ) as { F: () => void; expected: object };
    // Compared here and not by expect(), which reads the accessors of what it compares.
    const made = Object.getPrototypeOf(Reflect.construct(Stack, [], foreign.F)) as object;
    expect(made === foreign.expected).toBe(true);
  });

  test('a million resources do not overflow the stack', () => {
    const stack = new Stack();
    let calls = 0;
    const count = (): void => void (calls += 1);
    for (let index = 0; index < 1_000_000; index += 1) stack.defer(count);
    stack.dispose();
    expect(calls).toBe(1_000_000);
  });
});
