// --worker: the visitor's own worker module, alone under load.
import { UsageError } from '../command/usage-error.ts';
import { parse, wholeNumber } from '../command/arguments.ts';
import { fromHere } from '../command/from-here.ts';
import { chooseTask } from '../own/choose-task.ts';
import { settleOfRounds } from '../process/rounds.ts';
import { hunt } from '../trial/hunt.ts';
import { readInputs } from '../own/read-inputs.ts';
import { runTrial } from '../trial/run-trial.ts';
import { createTrialRecord } from '../trial/trial-record.ts';
import { loadOptions, loadUsage, readLoadOptions } from './load-options.ts';

export const usage: string = `Usage: npm run demo -- --worker MODULE [--task NAME] [--input FILE.json] [OPTIONS]

Runs a function of your own worker module on a pool of threads, under load, in a process of its own:
does it leak, and if so, what, where, and in which thread? MODULE exports functions, as ES module or
CommonJS, and as TypeScript where Node.js strips types. It needs to know nothing of this.

  --worker FILE  the module
  --task NAME    the exported function (not needed where there is only one)
  --input FILE   JSON: of an array each task gets one element, over and over; of anything else each
                 gets the same; without it tasks get no argument
  --tasks N      how many tasks at most (default: until the verdict is clear)
  --threads N    worker threads (default 2)
  --timeout MS   how long a task may run before it counts as failed (default 30,000)
  --quick        a look after every few tasks instead of four a second, and no schedule: an answer in
                 seconds, to a program without caches that fill up slowly
  --settle MS    longer than what makes memory rise in a healthy run, as a cache that fills up, twice
                 over (default 4,000)
${loadUsage()}

Without --rate and --load closed or trace, it is found out what the module bears with ease. Tasks that
fail are counted, and the run goes on. Its temporary directory is one of this run, and goes with it.

Exit code: 0 no leak; 1 a leak; 2 inconclusive; 64 the command, the module or the input is wrong;
130 or 143 interrupted.`;

const known = {
  ...loadOptions,
  worker: { type: 'string' },
  task: { type: 'string' },
  input: { type: 'string' },
  tasks: { type: 'string' },
  threads: { type: 'string' },
  timeout: { type: 'string' },
  settle: { type: 'string' },
  quick: { type: 'boolean' },
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parse({ args: [...args], options: known });
  if (!values.worker) throw new UsageError('--worker has no file; expected the path of a module');
  const load = readLoadOptions(values, undefined, true);
  const input = values.input === undefined ? undefined : fromHere(values.input);
  readInputs(input);
  const limit =
    values.tasks === undefined ? undefined : wholeNumber('--tasks', values.tasks, 1, 1e9);
  const threads = wholeNumber('--threads', values.threads ?? '2', 1, 64);
  const timeout = wholeNumber('--timeout', values.timeout ?? '30000', 1, 3_600_000);
  const quick = values.quick ?? false;
  const settle = quick
    ? settleOfRounds
    : wholeNumber('--settle', values.settle ?? '4000', 100, 3_600_000);
  const chosen = await chooseTask(fromHere(values.worker), values.task);
  if (typeof chosen === 'number') return chosen;
  const { module, task } = chosen;
  const record = createTrialRecord(`${task} of ${values.worker} under load`, {
    scenario: 'own',
    mode: 'fixed',
    seed: load.seed,
    schedule: load.schedule,
    limit,
    malformedIn: 101,
    mainOnly: false,
    settle,
    looks: 'floors',
    own: { module, task, input, timeout, threads },
    queue: load.queue,
    record: load.record,
  });
  if (quick && (values.load ?? values.rate ?? values.queue ?? values.record) !== undefined) {
    throw new UsageError('--quick has no schedule: no --load, --rate, --queue or --record with it');
  }
  const { ci, report } = load;
  return runTrial({ record, ci, report, work: (trial) => hunt(trial, record, { quick }) });
}
