import { anything, assert, jsonValue, property } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeError, encodeError } from '../src/protocol/error-codec.ts';

const roundTrip = (thrown: unknown): unknown => decodeError(structuredClone(encodeError(thrown)));

test('anything that is thrown can be sent', () => {
  assert(
    property(anything({ withBigInt: true, withMap: true, withDate: true }), (thrown) => {
      expect(() => roundTrip(thrown)).not.toThrow();
    }),
  );
});

test('cloneable values arrive equal', () => {
  assert(
    property(jsonValue(), (thrown) => {
      expect(roundTrip(thrown)).toEqual(thrown);
    }),
  );
});

test('standard classes, causes, codes and properties arrive', () => {
  const error = Object.assign(new RangeError('outer', { cause: new TypeError('inner') }), {
    code: 'E_OUT',
    map: new Map([[1, 2]]),
  });
  const arrived = roundTrip(error) as typeof error;
  expect(arrived).toBeInstanceOf(RangeError);
  expect(arrived).toMatchObject({ message: 'outer', code: 'E_OUT', stack: error.stack });
  expect(arrived.map).toEqual(new Map([[1, 2]]));
  expect(arrived.cause).toBeInstanceOf(TypeError);
});

test('an AggregateError keeps its errors', () => {
  const arrived = roundTrip(new AggregateError([new Error('a'), 'b'], 'both')) as AggregateError;
  expect(arrived).toBeInstanceOf(AggregateError);
  expect(arrived.errors[0]).toMatchObject({ message: 'a' });
  expect(arrived.errors[1]).toBe('b');
});

test('a circle of causes ends', () => {
  const error = new Error('round');
  error.cause = error;
  let depth = 0;
  for (let at = roundTrip(error) as Error | undefined; at; at = at.cause as Error | undefined) {
    depth += 1;
  }
  expect(depth).toBeLessThan(20);
});

test('the name of a class of the user is kept', () => {
  class NotFound extends Error {
    override name = 'NotFound';
    get status() {
      return 404;
    }
  }
  const arrived = roundTrip(new NotFound('gone')) as Error;
  expect(arrived).toBeInstanceOf(Error);
  expect(String(arrived)).toBe('NotFound: gone');
});
