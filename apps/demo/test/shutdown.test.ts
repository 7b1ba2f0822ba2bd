import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createRandom } from '../src/load/random.ts';
import { DemoRun } from './support/run-demo.ts';

const own = fileURLToPath(new URL('../examples/own-code/tasks.mjs', import.meta.url));
const input = fileURLToPath(new URL('../examples/own-code/orders.json', import.meta.url));

const modes: Record<string, string[]> = {
  '--worker': ['--worker', own, '--task', 'quote', '--input', input, '--rate', '20'],
  '--load': ['--load', 'poisson', '--rate', '20', '--seconds', '600'],
  '--load closed': ['--load', 'closed:2', '--seconds', '600'],
  '--load --scenario': ['--load', 'poisson', '--scenario', 'fd-per-task'],
  '--http': ['--http', '--tasks', '1000000', '--connections', '2'],
  '--soak': ['--soak', '2000'],
};

// `SHUTDOWN_RUNS=20 npx vitest run --project demo test/shutdown.test.ts`: many more moments.
const runs = Number(process.env['SHUTDOWN_RUNS'] ?? 1);
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
const cases = Object.entries(modes).flatMap(([mode, args], at) =>
  Array.from({ length: runs }, (_, run) => {
    const random = createRandom(1000 * at + run);
    const signal = random.pick(['SIGINT', 'SIGTERM'] as const);
    return { mode, args, signal, lines: 1 + random.below(6), toGroup: random.pick([true, false]) };
  }),
);

test.each(cases)(
  '$mode: $signal after $lines lines (whole group: $toGroup) drains, and leaves nothing',
  async ({ args, signal, lines, toGroup }) => {
    using run = new DemoRun(['--ci', ...args]);
    await run.line(() => run.lines.length >= lines);
    // Ctrl-C reaches every process of the group, a supervisor often the first one only.
    if (toGroup) run.interrupt(signal);
    else run.interruptFirst(signal);
    expect(await run.ended, run.stderr).toBe(exitCodes[signal]);
    expect(run.leftProcesses).toEqual([]);
    expect(run.leftFiles).toEqual([]);
    const result = run.lines.at(-1)!;
    expect(result).toMatchObject({
      event: 'result',
      outcome: 'interrupted',
      exitCode: exitCodes[signal],
    });
    // Before the service was ready there was no load.
    const load = result['load'] as Record<string, number> | undefined;
    if (!load) return;
    expect(load['underWay']).toBe(0);
    expect(load['done']! + load['failed']! + load['shed']!).toBe(load['offered']);
  },
  300_000,
);
