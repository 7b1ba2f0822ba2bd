import { expect, test } from 'vitest';
import { createProbe, InvalidArgumentError, WatchError } from '../src/index.ts';

test.each([
  [undefined, 'options'],
  [{}, 'settle'],
  [{ settle: 0 }, 'settle'],
  [{ settle: '5s' }, "'5s' (string)"],
  [{ settle: Number.NaN }, 'settle'],
  [{ settle: 1, minFloors: 3 }, 'minFloors'],
  [{ settle: 1, minFloors: 7.5 }, 'minFloors'],
  [{ settle: 1, workers: 'yes' }, 'workers'],
  [{ settle: 1, timeout: -1 }, 'timeout'],
  [{ settle: 1, onVerdict: 1 }, 'onVerdict'],
  [{ settle: 1, watch: { listeners: 3 } }, 'watch.listeners'],
])('%j is refused with a message that names it', (options, named) => {
  let error: unknown;
  try {
    createProbe(options as never);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error).toMatchObject({ code: 'ERR_GC_PROBE_ARGUMENT' });
  expect(String(error)).toContain(named);
});

test.each([{ tasks: -1 }, { tasks: Number.NaN }, { events: { failure: Infinity } }])(
  'quiescent(%j) is refused',
  async (moment) => {
    using probe = createProbe({ settle: 1 });
    await expect(probe.quiescent(moment)).rejects.toMatchObject({ code: 'ERR_GC_PROBE_ARGUMENT' });
    expect(probe.samples).toEqual([]);
  },
);

test('a watched counter that throws or returns nonsense fails the sample, not the probe', async () => {
  let answer = (): unknown => 4;
  using probe = createProbe({ settle: 1, watch: { odd: () => answer() as number } });
  expect((await probe.sample()).counters).toEqual({ odd: 4 });
  const cause = new Error('boom');
  answer = () => {
    throw cause;
  };
  const error: unknown = await probe.sample().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WatchError);
  expect(error).toMatchObject({ code: 'ERR_GC_PROBE_WATCH', cause });
  answer = () => Promise.resolve(1);
  await expect(probe.sample()).rejects.toThrow('watch.odd returned');
  answer = () => 5;
  expect((await probe.sample()).counters).toEqual({ odd: 5 });
});
