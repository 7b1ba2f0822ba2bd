import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply, latestLook, lookLimit, markLimit } from '../src/dashboard/view/apply.ts';
import { sides, type Event, type State } from '../src/dashboard/view/wire.ts';
import { emptyState, lookAt } from './support/dashboard-state.ts';

const side = fc.constantFrom(...sides);
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.tuple(fc.nat(500), side).map(([at, of]): Event => ({ is: 'look', look: lookAt(at, of) })),
  fc.tuple(side, fc.constantFrom('stable', 'leak' as const)).map(([of, kind]): Event => ({
    is: 'verdict',
    side: of,
    verdict: { kind, at: 1, tasks: 2, signal: null, explanation: '' } as never,
  })),
  fc
    .nat(99)
    .map((at): Event => ({ is: 'mark', mark: { at, side: null, kind: 'note', text: 'x' } })),
  fc.boolean().map((on): Event => ({ is: 'switch', leak: 'results-kept', on })),
  side.map((of): Event => ({ is: 'culprits', side: of, culprits: [] })),
  fc.constant<Event>({ is: 'phase', phase: 'watching', status: 'watching' }),
);

test('a page that comes late shows what one shows that was there from the start', () => {
  const property = fc.property(fc.array(anyEvent), fc.nat(), (events, when) => {
    const at = events.length === 0 ? 0 : when % events.length;
    const early = events.reduce(apply, emptyState());
    // What the server holds at that moment travels as JSON.
    const server = events.slice(0, at).reduce(apply, emptyState());
    const state = JSON.parse(JSON.stringify(server)) as State;
    const first: Event = { is: 'state', state };
    const late = [first, ...events.slice(at)].reduce(apply, emptyState({ status: 'another' }));
    expect(late).toEqual(early);
  });
  fc.assert(property, { numRuns: 100 });
});

test('looks are thinned in their older half, each side by itself, and keep their ends', () => {
  let state = emptyState();
  const total = 3 * lookLimit;
  for (let at = 0; at < total; at++) {
    state = apply(state, { is: 'look', look: lookAt(at, at % 3 === 0 ? 'fixed' : 'leaky') });
    expect(state.looks.length).toBeLessThanOrEqual(lookLimit);
  }
  expect(state.looks[0]!.at).toBe(0);
  expect(state.looks.at(-1)!.at).toBe(total - 1);
  const times = state.looks.map(({ at }) => at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const fixed = state.looks.filter((look) => look.side === 'fixed').length;
  expect(fixed / state.looks.length).toBeCloseTo(1 / 3, 1);
});

test('marks are bounded, the newest stay', () => {
  let state = emptyState();
  for (let at = 0; at <= markLimit; at++) {
    state = apply(state, { is: 'mark', mark: { at, side: null, kind: 'note', text: `${at}` } });
  }
  expect(state.marks).toHaveLength(markLimit);
  expect(state.marks.at(-1)!.at).toBe(markLimit);
});

test('finds the newest look of a side', () => {
  const looks = [lookAt(1, 'leaky'), lookAt(2, 'fixed'), lookAt(3, 'leaky')];
  expect(latestLook(looks, 'leaky')!.at).toBe(3);
  expect(latestLook(looks, 'fixed')!.at).toBe(2);
  expect(latestLook([], 'fixed')).toBeUndefined();
});
