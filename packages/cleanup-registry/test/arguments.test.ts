import { expect, test } from 'vitest';
import { createRegistry, InvalidArgumentError } from '@watertight/cleanup-registry';

const registry = createRegistry();
const none = undefined as never;
const noop = (): void => undefined;

test.for<[string, () => unknown, string]>([
  ['a name that is no string', () => createRegistry({ name: 7 as never }), 'number 7'],
  ['a deadline that is no number', () => createRegistry({ deadline: '5s' as never }), '"5s"'],
  ['a negative deadline', () => registry.defer(noop, { deadline: -1 }), 'number -1'],
  ['a sampling rate with a fraction', () => createRegistry({ sample: 0.5 }), 'number 0.5'],
  ['use of a plain object', () => registry.use({} as never), 'class Object'],
  ['use of a number', () => registry.use(5 as never), 'number 5'],
  ['adopt without a disposer', () => registry.adopt({}, none), 'undefined'],
  ['adopt with an empty kind', () => registry.adopt({}, noop, { kind: '' }), '""'],
  ['defer of no function', () => registry.defer('x' as never), 'string "x"'],
  ['own without a kind', () => registry.own({}, none), 'undefined'],
  ['a timeout of NaN milliseconds', () => registry.timeout(noop, Number.NaN), 'number NaN'],
  ['an interval without a function', () => registry.interval(none, 5), 'undefined'],
  ['a listener on nothing', () => registry.listener(null as never, 'x', noop), 'null'],
  ['a listener without a function', () => registry.listener(process, 'x', none), 'undefined'],
  ['a worker that is none', () => registry.worker({} as never), 'class Object'],
  ['a server that is none', () => registry.server({} as never), 'class Object'],
  ['a stream that is none', () => registry.stream({} as never), 'class Object'],
  ['a file descriptor with a fraction', () => registry.fd(1.5), 'number 1.5'],
  ['a scope without a name', () => registry.scope(none), 'undefined'],
])('%s is refused, and the message quotes it', ([, call, quoted]) => {
  const before = process.getActiveResourcesInfo();
  expect(call).toThrow(InvalidArgumentError);
  expect(call).toThrow(TypeError);
  expect(call).toThrow(expect.objectContaining({ code: 'CLEANUP_INVALID_ARGUMENT' }));
  expect(call).toThrow(quoted);
  expect(registry.size).toBe(0);
  expect(process.getActiveResourcesInfo()).toEqual(before);
});

test('null and undefined are no resource, as with `using`', () => {
  expect(registry.use(null)).toBeNull();
  expect(registry.use(undefined)).toBeUndefined();
  expect(registry.size).toBe(0);
});
