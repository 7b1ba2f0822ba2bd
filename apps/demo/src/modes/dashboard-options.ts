import { parse, wholeNumber } from '../command/arguments.ts';
import type { Scenario } from '../scenarios/catalogue.ts';
import { scenarioOption } from './scenario-option.ts';

export interface DashboardModeOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Tasks per second; where undefined, each scenario has its own. */
  readonly rate: number | undefined;
  readonly port: number;
}

export const usage = `Usage: npm run demo -- --dashboard [OPTIONS]

Serves one page on loopback: a leaky service beside its fixed twin, live, under the same load. Leaks can
be planted and cured while it runs; the detective comes by itself when a leak is called one, or when asked.

  --port N       the port to listen on, on 127.0.0.1 (default 0: any that is free)
  --scenario ID  one of the scenarios of --list to begin with (default story: four leaks at once)
  --seed N       seed of the input and of the arrivals (default 1)
  --rate N       tasks per second, in the mean (default: as the scenario says, mostly 40)
  --help         this text

Runs until Ctrl-C. Exit code: 130 after Ctrl-C, 143 after SIGTERM; 1 the port cannot be listened on;
64 wrong usage.`;

const known = {
  dashboard: { type: 'boolean' },
  port: { type: 'string' },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  rate: { type: 'string' },
} as const;

export function parseOptions(args: readonly string[]): DashboardModeOptions {
  const { values } = parse({ args, options: known });
  const { scenario: name = 'story', seed = '1', port = '0', rate } = values;
  return {
    scenario: scenarioOption(name),
    seed: wholeNumber('--seed', seed, 0, 2 ** 31),
    rate: rate === undefined ? undefined : wholeNumber('--rate', rate, 1, 1000),
    port: wholeNumber('--port', port, 0, 65_535),
  };
}
