import { describe, expect, test } from 'vitest';
import { SuppressedError as Own } from '../../src/stacks/suppressed-error.ts';

const native = (globalThis as { SuppressedError?: unknown }).SuppressedError as typeof Own;
const classes: [string, typeof Own][] = [['ours', Own]];
if (native) classes.push(['native', native]);

describe.each(classes)('SuppressedError (%s)', (_which, Suppressed) => {
  test('holds the later error and the one it suppressed', () => {
    const error = new Suppressed('later', 'earlier', 'both');
    expect(error).toBeInstanceOf(Error);
    expect([error.error, error.suppressed, error.message, error.name]).toEqual([
      'later',
      'earlier',
      'both',
      'SuppressedError',
    ]);
    expect(Object.keys(error)).toEqual([]);
    expect(error.stack).toContain('SuppressedError: both');
    expect(error.stack).toContain('suppressed-error.test.ts');
  });

  test('may be called without new, and has a message of its own only when given one', () => {
    const error = Suppressed(1, 2);
    expect(error).toBeInstanceOf(Suppressed);
    expect([Object.hasOwn(error, 'message'), error.message]).toEqual([false, '']);
  });

  test('the message is made a string before the rest is set', () => {
    const error = new Suppressed(1, 2, { toString: () => 'text' } as never);
    expect(error.message).toBe('text');
    expect(() => new Suppressed(1, 2, Symbol('x') as never)).toThrow(TypeError);
  });

  test('can be extended', () => {
    class Sub extends Suppressed {}
    const error = new Sub('a', 'b', 'c');
    expect(error).toBeInstanceOf(Sub);
    expect(Object.getPrototypeOf(error)).toBe(Sub.prototype);
    expect(error.error).toBe('a');
  });

  test('names, lengths and attributes are those of the specification', () => {
    expect([Suppressed.name, Suppressed.length]).toEqual(['SuppressedError', 3]);
    expect(Object.getPrototypeOf(Suppressed)).toBe(Error);
    expect(Object.getPrototypeOf(Suppressed.prototype)).toBe(Error.prototype);
    expect(Object.getOwnPropertyNames(Suppressed.prototype).toSorted()).toEqual([
      'constructor',
      'message',
      'name',
    ]);
    expect(Object.getOwnPropertyDescriptor(Suppressed, 'prototype')).toMatchObject({
      writable: false,
      enumerable: false,
      configurable: false,
    });
    expect(Object.prototype.toString.call(Suppressed(1, 2))).toBe('[object Error]');
  });
});
