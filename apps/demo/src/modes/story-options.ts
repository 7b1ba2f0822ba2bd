import { parse, wholeNumber } from '../command/arguments.ts';
import { UsageError } from '../command/usage-error.ts';
import { catalogue, type Scenario } from '../scenarios/catalogue.ts';
import { scenarioOption } from './scenario-option.ts';

export interface Options {
  /** The scenarios to run, in order. */
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  /** Tasks per second; where undefined, each scenario has its own. */
  readonly rate: number | undefined;
  /** Rounds set the pace instead of the clock. */
  readonly quick: boolean;
  readonly list: boolean;
  readonly ci: boolean;
  readonly report: string;
}

export const usage = `Usage: npm run demo [-- OPTIONS]

Runs a service twice under the same load, once with a planted leak and once without: detects the
leak, names its cause from heap snapshots, compares that with what was planted, and proves the fixed
service flat. Without options: the story, a document service with four leaks at once. A control
looks like a leak and is none; there the right answer is to accuse nobody.

  --scenario ID  one of the scenarios of --list, or "all": each in turn, a table at the end
                 (default story)
  --list         the scenarios, a line each
  --seed N       seed of the input and of the arrivals (default 1)
  --rate N       tasks per second, in the mean (default: as the scenario says, mostly 40)
  --quick        a look after every few tasks instead of four a second: the same evidence in less time,
                 and however slow the machine is
  --report FILE  where the HTML report goes (default watertight-report.html; one a scenario,
                 watertight-report-ID.html, where there are several)
  --ci           JSON lines instead of a live view; the last line is the result
  --help         this text

Other ways to run it, each with a --help of its own:

  --dashboard      live in a browser, with switches to plant and cure leaks
  --worker MODULE  your own worker module under load, judged and named
  --load SPEC      one service under load: rates, latencies, shedding
  --http           the same with an HTTP server in front
  --soak N         N tasks, and lines that stay flat
  submit, worker, status
                   past one machine: tasks from BullMQ on Redis, by as many workers as one likes
  advice           what comes of a promise around a worker per task

Exit code: 0 everything came out right: leak detected, causes named, nobody else accused, the fixed
service flat and nothing left of it; 1 something of that is wrong; 2 undecided, for example a
snapshot refused for want of memory; 64 wrong usage; 130 or 143 interrupted. Of several scenarios
the worst counts.`;

const known = {
  scenario: { type: 'string' },
  list: { type: 'boolean' },
  seed: { type: 'string' },
  rate: { type: 'string' },
  quick: { type: 'boolean' },
  report: { type: 'string' },
  ci: { type: 'boolean' },
} as const;

export function parseOptions(args: readonly string[]): Options {
  const { values } = parse({ args, options: known });
  if (values.quick && values.rate !== undefined) {
    throw new UsageError('--quick has no --rate: there the next tasks come after each look');
  }
  return {
    seed: wholeNumber('--seed', values.seed ?? '1', 0, 2 ** 31),
    scenarios: scenariosNamed(values.scenario ?? 'story'),
    rate: values.rate === undefined ? undefined : wholeNumber('--rate', values.rate, 1, 1000),
    quick: values.quick ?? false,
    list: values.list ?? false,
    ci: values.ci ?? false,
    report: values.report ?? 'watertight-report.html',
  };
}

function scenariosNamed(name: string): readonly Scenario[] {
  return name === 'all' ? catalogue : [scenarioOption(name, 'all, or ')];
}
