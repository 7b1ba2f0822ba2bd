// --load: the fixed service under a load of one's choice, to see what it bears.
import { parse, wholeNumber } from '../command/arguments.ts';
import { judgeAccount } from '../trial/account.ts';
import { createTrialRecord } from '../trial/trial-record.ts';
import { runTrial } from '../trial/run-trial.ts';
import { loadOptions, loadUsage, readLoadOptions } from './load-options.ts';

export const usage: string = `Usage: npm run demo -- --load SPEC [OPTIONS]

Puts the fixed service under load, in a process of its own, and measures: offered and achieved rate,
latency from the moment a task was due, what was turned away. Nothing may be lost.

${loadUsage}
  --seconds N    how long tasks come (default 10; a trace: to its end)
  --tasks N      how many tasks at most

Exit code: 0 every task is accounted for and nothing of the service is left; 1 not so; 64 wrong usage;
130 or 143 interrupted.`;

const known = {
  ...loadOptions,
  seconds: { type: 'string' },
  tasks: { type: 'string' },
} as const;

/** Tasks per second where none are given, and tasks that may be under way. */
const usual = { rate: 100, queue: 1000 };

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parse({ args: [...args], options: known });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const {
    seed,
    schedule,
    queue,
    record: file,
    report,
    ci,
  } = readLoadOptions(values, usual.rate, false);
  const seconds = wholeNumber('--seconds', values.seconds ?? '10', 1, 86_400);
  const limit =
    values.tasks === undefined ? undefined : wholeNumber('--tasks', values.tasks, 1, 1e9);
  const bounded =
    values.seconds === undefined && (limit !== undefined || schedule?.kind === 'trace');
  const record = createTrialRecord('The fixed service under load', {
    scenario: 'service',
    mode: 'fixed',
    seed,
    schedule,
    limit,
    duration: bounded ? undefined : seconds * 1000,
    malformedIn: 211,
    mainOnly: false,
    settle: 1000,
    looks: 'glances',
    warm: true,
    queue: queue ?? usual.queue,
    record: file,
  });
  return runTrial({
    record,
    ci,
    report,
    async work(trial) {
      await trial.ready();
      await trial.load();
      await trial.finish();
      judgeAccount(record);
    },
  });
}
