import type { Mode } from '../process/mode.ts';
import type { Message } from '../process/protocol.ts';
import type { Scenario } from '../scenarios/catalogue.ts';
import type { Settings } from './record.ts';
import { ServiceProcess } from './service-process.ts';

/**
 * Starts one of the two services of a run: the same one, with the leaks or without.
 *
 * @param directory where its temporary files go
 */
export function createService(
  scenario: Scenario,
  { seed, rate, settle }: Pick<Settings, 'seed' | 'rate' | 'settle'>,
  mode: Mode,
  directory: string,
  onMessage: (message: Message) => void,
): ServiceProcess {
  const { id, leaks, burst = 1, malformedIn = 53, mainOnly = false } = scenario;
  return new ServiceProcess({
    scenario: id,
    mode,
    leaks: mode === 'leaky' ? leaks : [],
    seed,
    schedule: { kind: 'bursts', rate, size: burst },
    malformedIn,
    settle,
    mainOnly,
    directory,
    onMessage,
  });
}
