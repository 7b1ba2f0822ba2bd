import { UsageError } from '../command/usage-error.ts';
import { catalogue, scenarioNamed, type Scenario } from '../scenarios/catalogue.ts';

/** The scenario of this name; the complaint lists all of them, and what else may be said. */
export function scenarioOption(name: string, orElse = ''): Scenario {
  const scenario = scenarioNamed(name);
  if (scenario) return scenario;
  throw new UsageError(
    `--scenario is ${JSON.stringify(name)}; expected ${orElse}one of ` +
      catalogue.map(({ id }) => id).join(', '),
  );
}
