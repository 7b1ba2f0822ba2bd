// --soak: a great many tasks through the fixed service, and lines that must stay flat.
import { parse, wholeNumber } from '../command/arguments.ts';
import { UsageError } from '../command/usage-error.ts';
import { settleOfRounds } from '../process/rounds.ts';
import { judgeSoak, soak } from '../trial/soak.ts';
import { createTrialRecord } from '../trial/trial-record.ts';
import { runTrial } from '../trial/run-trial.ts';
import { loadOptions, loadUsage, readLoadOptions } from './load-options.ts';

export const usage: string = `Usage: npm run demo -- --soak N [OPTIONS]

Runs N tasks (say 1000000) through the fixed service, with small documents and, unless told otherwise,
as fast as it goes. Every line must stay flat: the floors of all isolates, threads, file descriptors,
and the resident memory, which at the end may be at most 5 % above what it was after the first 50,000
tasks (judged from 100,000 tasks on).

${loadUsage()}

Exit code: 0 all flat and every task accounted for; 1 not so; 2 inconclusive; 64 wrong usage; 130 or
143 interrupted.`;

const known = { ...loadOptions, soak: { type: 'string' } } as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parse({ args: [...args], options: known });
  const limit = wholeNumber('--soak', values.soak ?? '', 100, 1e9);
  const load = readLoadOptions(values, undefined, true);
  if (values.load === undefined && values.record !== undefined) {
    throw new UsageError('--record needs --load: without it there is no schedule to record');
  }
  const paced = load.schedule !== undefined;
  const record = createTrialRecord(
    `${limit.toLocaleString('en-US')} tasks through the fixed service`,
    {
      scenario: 'service',
      mode: 'fixed',
      seed: load.seed,
      schedule: load.schedule,
      limit,
      // A failure costs a worker of the quarantine: some, but not tens of thousands.
      malformedIn: 10_007,
      mainOnly: false,
      settle: paced ? 4000 : settleOfRounds,
      lookEvery: 1000,
      scale: 1 / 48,
      queue: load.queue,
      record: load.record,
    },
  );
  return runTrial({
    record,
    ci: load.ci,
    report: load.report,
    async work(trial) {
      await soak(trial, record, paced);
      judgeSoak(record);
    },
  });
}
