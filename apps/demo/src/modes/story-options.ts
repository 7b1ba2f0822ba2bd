import { parse, wholeNumber } from '../command/arguments.ts';
import { UsageError } from '../command/usage-error.ts';
import { catalogue, scenarioNamed, type Scenario } from '../scenarios/catalogue.ts';

export interface Options {
  /** The scenarios to run, in order. */
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  /** Tasks per second; where undefined, each scenario has its own. */
  readonly rate: number | undefined;
  readonly list: boolean;
  readonly ci: boolean;
  readonly report: string;
  readonly help: boolean;
}

export const usage = `Usage: npm run demo [-- OPTIONS]

Runs a task-processing service twice under the same load, once with four leaks and once without,
detects the leak, names its causes from heap snapshots, and proves the fixed one flat.

  --scenario ID  one of the scenarios of --list, or "all" (default story: four leaks at once)
  --list         the scenarios, a line each
  --seed N       seed of the input and of the arrivals (default 1)
  --rate N       tasks per second, in the mean (default: as the scenario says, mostly 40)
  --report FILE  where the HTML report goes (default watertight-report.html)
  --ci           JSON lines instead of a live view; the last line is the result
  --help         this text

Exit code: 0 the leak was detected and its causes named, and the fixed service is flat;
1 one of these is wrong; 2 undecided; 64 wrong usage; 130 interrupted.`;

const known = {
  scenario: { type: 'string' },
  list: { type: 'boolean' },
  seed: { type: 'string' },
  rate: { type: 'string' },
  report: { type: 'string' },
  ci: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export function parseOptions(args: readonly string[]): Options {
  const { values } = parse({ args, options: known });
  return {
    seed: wholeNumber('--seed', values.seed ?? '1', 0, 2 ** 31),
    scenarios: scenariosNamed(values.scenario ?? 'story'),
    rate: values.rate === undefined ? undefined : wholeNumber('--rate', values.rate, 1, 1000),
    list: values.list ?? false,
    ci: values.ci ?? false,
    report: values.report ?? 'watertight-report.html',
    help: values.help ?? false,
  };
}

function scenariosNamed(name: string): readonly Scenario[] {
  if (name === 'all') return catalogue;
  const scenario = scenarioNamed(name);
  if (scenario) return [scenario];
  throw new UsageError(
    `--scenario is ${JSON.stringify(name)}; expected all, or one of ` +
      catalogue.map(({ id }) => id).join(', '),
  );
}
