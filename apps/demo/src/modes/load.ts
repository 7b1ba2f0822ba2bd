// --load: a service under a load of one's choice: what it bears, or whether a scenario's leak is found.
import { parse, wholeNumber } from '../command/arguments.ts';
import { UsageError } from '../command/usage-error.ts';
import { judgeAccount } from '../trial/account.ts';
import { huntScenario, underScenario } from '../trial/hunt-scenario.ts';
import { createTrialRecord } from '../trial/trial-record.ts';
import { runTrial } from '../trial/run-trial.ts';
import { loadOptions, loadUsage, readLoadOptions } from './load-options.ts';
import { scenarioOption } from './scenario-option.ts';

export const usage: string = `Usage: npm run demo -- --load SPEC [OPTIONS]

Puts the fixed service under load, in a process of its own, and measures: offered and achieved rate,
latency from the moment a task was due, what was turned away. Nothing may be lost.

With --scenario, it is the service of that scenario with its leak planted (of a control: with what looks
like one); besides the measuring it is judged, and what leaks is named.

${loadUsage('1,000; with --scenario 50')}
  --scenario ID  one of the scenarios of --list
  --fixed        that scenario without its leak
  --seconds N    how long tasks come (default 10; a trace: to its end; with --scenario: until the verdict
                 is clear)
  --tasks N      how many tasks at most

Exit code: 0 every task is accounted for and nothing of the service is left, and with --scenario nothing
leaks; 1 not so; 2 with --scenario: inconclusive; 64 wrong usage; 130 or 143 interrupted.`;

const known = {
  ...loadOptions,
  scenario: { type: 'string' },
  fixed: { type: 'boolean' },
  seconds: { type: 'string' },
  tasks: { type: 'string' },
} as const;

/**
 * Tasks per second where none are given, and tasks that may be under way. Some scenarios start a worker
 * for each of them: a queue of a thousand would be a thousand workers.
 */
const usual = { rate: 100, queue: 1000, queueOfScenario: 50 };

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parse({ args: [...args], options: known });
  const scenario = values.scenario === undefined ? undefined : scenarioOption(values.scenario);
  if (values.fixed && !scenario) {
    throw new UsageError('--fixed says nothing without --scenario: the service is the fixed one');
  }
  const load = readLoadOptions(values, scenario?.rate ?? usual.rate, scenario !== undefined);
  const seconds = wholeNumber('--seconds', values.seconds ?? '10', 1, 86_400);
  const limit =
    values.tasks === undefined ? undefined : wholeNumber('--tasks', values.tasks, 1, 1e9);
  const bounded =
    values.seconds === undefined &&
    (limit !== undefined || load.schedule?.kind === 'trace' || scenario !== undefined);
  const { title, ...settings } = scenario
    ? underScenario(scenario, values.fixed ?? false)
    : service;
  const record = createTrialRecord(title, {
    ...settings,
    seed: load.seed,
    schedule: load.schedule,
    limit,
    duration: bounded ? undefined : seconds * 1000,
    queue: load.queue ?? (scenario ? usual.queueOfScenario : usual.queue),
    record: load.record,
  });
  return runTrial({
    record,
    ci: load.ci,
    report: load.report,
    async work(trial) {
      if (scenario) return huntScenario(trial, record, scenario);
      await trial.ready();
      await trial.load();
      await trial.finish();
      judgeAccount(record);
    },
  });
}

/** What is under load where no scenario is asked for. */
const service = {
  title: 'The fixed service under load',
  scenario: 'service',
  mode: 'fixed',
  malformedIn: 211,
  mainOnly: false,
  settle: 1000,
  looks: 'glances',
  warm: true,
} as const;
