import type { Observation } from '../process/protocol.ts';
import { latest, type StoryRecord } from './record.ts';

/** A leak by the probe's verdict, or more workers at an idle moment than there may be. */
export function finds({ scenario }: StoryRecord, { verdict, sample }: Observation): boolean {
  const { maxWorkers = Infinity } = scenario;
  return verdict.verdict === 'leak' || sample.workers > maxWorkers;
}

/**
 * Whether both services have been looked at long enough: the leaky one is found out (a control:
 * settled), and the other has a verdict; or the patience is at its end.
 */
export function isDecided(record: StoryRecord): boolean {
  const { services, settings, scenario } = record;
  const leaky = latest(services.leaky);
  const fixed = latest(services.fixed);
  if (!leaky || !fixed) return false;
  const { patience } = settings;
  // A slow machine gets more time: what a verdict needs is looks, not seconds.
  const looks = Math.min(services.leaky.observations.length, services.fixed.observations.length);
  if (looks > patience.observations) return true;
  if (Math.min(leaky.seconds, fixed.seconds) > patience.seconds) return true;
  // A control has said enough when it is called stable; a leak has not.
  const settled = scenario.kind === 'control' && leaky.verdict.verdict === 'stable';
  return (finds(record, leaky) || settled) && hasVerdict(fixed);
}

/** A suspicion is on its way to a verdict, one way or the other. */
const hasVerdict = ({ verdict }: Observation): boolean =>
  verdict.verdict === 'stable' || verdict.verdict === 'leak';
