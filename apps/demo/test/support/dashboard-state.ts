import type { Look, Side, State } from '../../src/dashboard/view/wire.ts';

/** A look by hand, with figures that a test can tell apart. */
export function lookAt(at: number, side: Side, more: Partial<Look> = {}): Look {
  return {
    side,
    at,
    tasks: at * 40,
    failures: 0,
    rss: (side === 'leaky' ? 100e6 : 50e6) + at * 1e6,
    threads: 15,
    fds: 36,
    workers: 4,
    listeners: 1,
    floors: { main: 8e6, 'worker-1': 5e6 },
    pauses: { main: 4, workers: 9 },
    waiting: 3,
    p50: 5.25,
    p99: 70.5,
    ...more,
  };
}

/** The state of a session that has just begun. */
export function emptyState(more: Partial<State> = {}): State {
  return {
    scenario: { id: 'story', title: 'four leaks', kind: 'leak' },
    scenarios: [{ id: 'story', title: 'four leaks', kind: 'leak' }],
    settings: { seed: 1, rate: 40, between: { tasks: 101, malformed: 7 } },
    environment: 'Node.js',
    phase: 'starting',
    status: 'starting',
    switches: [{ leak: 'results-kept', what: 'results stay', on: true }],
    verdicts: { leaky: null, fixed: null },
    marks: [],
    culprits: { leaky: null, fixed: null },
    looks: [],
    ...more,
  };
}
