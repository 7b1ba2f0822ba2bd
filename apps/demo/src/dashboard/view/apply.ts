import type { Event, Look, Mark, State } from './wire.ts';

/** Looks that are kept; of more, the older half is thinned. */
export const lookLimit = 1200;
/** Marks that are kept, the newest. */
export const markLimit = 100;

/**
 * The state after an event. Server and page both go by this, so that a page that comes late (and gets
 * the server's state) shows what one that was there from the start shows. Nothing grows without end.
 */
export function apply(state: State, event: Event): State {
  switch (event.is) {
    case 'state':
      return event.state;
    case 'look':
      return { ...state, looks: withLook(state.looks, event.look) };
    case 'verdict':
      return { ...state, verdicts: { ...state.verdicts, [event.side]: event.verdict } };
    case 'mark':
      return { ...state, marks: [...state.marks, event.mark].slice(-markLimit) };
    case 'phase':
      return { ...state, phase: event.phase, status: event.status };
    case 'switch':
      return {
        ...state,
        switches: state.switches.map((each) =>
          each.leak === event.leak ? { ...each, on: event.on } : each,
        ),
      };
    case 'culprits':
      return { ...state, culprits: { ...state.culprits, [event.side]: event.culprits } };
  }
}

/** The newest look of a side, if there was one. */
export const latestLook = (looks: readonly Look[], side: Look['side']): Look | undefined =>
  looks.findLast((look) => look.side === side);

/** The marks that are drawn into the plots. */
export const drawnMarks = (marks: readonly Mark[]): Mark[] =>
  marks.filter(({ kind }) => kind !== 'note' && kind !== 'named');

function withLook(looks: readonly Look[], look: Look): readonly Look[] {
  return looks.length < lookLimit ? [...looks, look] : [...thinned(looks), look];
}

/** Every second look of each side in the older half: its lines keep their shape and their ends. */
function thinned(looks: readonly Look[]): Look[] {
  const half = looks.length >> 1;
  const seen = { leaky: 0, fixed: 0 };
  const older = looks.slice(0, half).filter(({ side }) => seen[side]++ % 2 === 0);
  return [...older, ...looks.slice(half)];
}
