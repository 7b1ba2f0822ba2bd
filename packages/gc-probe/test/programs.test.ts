import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../src/index.ts';
import { programs } from '../verdicts/programs.mjs';
import { run, useBuilt } from './support/built.ts';

const built = useBuilt();
const runner = fileURLToPath(new URL('../verdicts/run-program.mjs', import.meta.url));

async function verdictOn(program: string): Promise<Verdict & { seen: string[] }> {
  const files = [built.entry('index'), built.entry('worker')];
  const { code, stdout, stderr } = await run([runner, program, '48', ...files]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Verdict & { seen: string[] };
}

const labelled = Object.entries(programs);

describe('programs that leak', () => {
  const leaking = labelled.flatMap(([name, { leaks, perTask, warm }]) =>
    // Those that must be warm take seconds to become so; `npm run verdicts` runs them.
    leaks === null || warm ? [] : [{ name, leaks, perTask }],
  );
  test.each(leaking)('$name: $leaks', async ({ name, leaks, perTask }) => {
    const verdict = await verdictOn(name);
    expect(verdict.verdict, verdict.explanation).toBe('leak');
    const signal = verdict.signals.find((each) => each.signal === leaks);
    expect(signal?.verdict, verdict.explanation).toBe('leak');
    // The slope is within 10 % of what the program truly loses; counters are exact, but for descriptors: the
    // process may just have one open of its own (seen once: the slope was off by 0.06 %).
    const slope = signal?.slopePerTask ?? 0;
    const tolerance = signal?.unit === 'bytes' ? 0.1 : leaks === 'fds' ? 0.01 : 1e-9;
    if (perTask !== undefined) expect(Math.abs(slope / perTask - 1)).toBeLessThan(tolerance);
  });
});

describe('innocent programs', () => {
  const innocent = labelled.filter(([, { leaks }]) => leaks === null).map(([name]) => name);
  test.each(innocent)('%s', async (name) => {
    const verdict = await verdictOn(name);
    expect(verdict.seen, verdict.explanation).not.toContain('leak');
    // Counters are exact: at idle moments those of a healthy program do not even look suspicious.
    const counters = verdict.signals.filter(({ unit }) => unit === 'count');
    expect(counters.length).toBeGreaterThan(2);
    for (const { signal, verdict: kind } of counters) expect(kind, signal).toBe('stable');
  });
});
