import { formatChange, formatValue } from './format.ts';
import type { SignalVerdict, Verdict } from './types.ts';

/** The verdict in one paragraph for a person. */
export function explain(
  verdict: Omit<Verdict, 'explanation'>,
  minFloors: number,
  unknown: readonly string[] = [],
): string {
  const { settle, floors, spanMs, tasks, basis, signals } = verdict;
  const done = tasks === null ? '' : ` and ${tasks} tasks`;
  const judged =
    `Judged: ${floors} ${basis} floors over ${seconds(spanMs)}${done}, settle window ` +
    `${seconds(settle)} (a rise that ends or comes back within ${seconds(settle / 2)} is innocent).`;
  return [headline(verdict, minFloors, unknown), ...eta(verdict), judged, ...others(signals)].join(
    ' ',
  );
}

function headline(
  verdict: Omit<Verdict, 'explanation'>,
  minFloors: number,
  unknown: readonly string[],
): string {
  const { first, signals, settle } = verdict;
  const leader = signals[0];
  switch (verdict.verdict) {
    case 'leak':
      return `Leak: ${rise(leader as SignalVerdict)}; suspected at ${seconds(first?.at ?? 0)}, and the rise went on in newer floors alone.`;
    case 'suspect':
      return `Suspect: ${rise(leader as SignalVerdict)}; not a leak yet, because as many newer floors must show the same rise first.`;
    case 'stable':
      return `Stable: no signal keeps rising. ${flat(signals)}`;
    case 'insufficient': {
      if (unknown.length > 0) {
        return `Insufficient: ${unknown.join(', ')} made too few major collections of their own and allocated too much to be idle: ${minFloors} are needed that are spread over ${seconds(settle)}.`;
      }
      const settling = signals.filter((each) => each.verdict === 'insufficient');
      if (settling.length < signals.length) {
        return `Insufficient: ${settling.map(({ signal }) => signal).join(', ')} still moves too much to call it flat, but not like a leak.`;
      }
      return `Insufficient: after the first 40 % (warm-up), ${minFloors} floors that span ${seconds(settle)} are needed for a verdict.`;
    }
  }
}

function rise({ signal, unit, from, to, slopePerSecond, ...per }: SignalVerdict): string {
  const rates = [`${formatChange(slopePerSecond, unit)}/s${between(per.interval, unit)}`];
  if (per.slopePerTask !== null) {
    rates.push(
      `${formatChange(per.slopePerTask, unit)} per task${between(per.intervalPerTask, unit)}`,
    );
  }
  for (const [event, slope] of Object.entries(per.slopePerEvent ?? {})) {
    rates.push(`${formatChange(slope, unit)} per ${event}`);
  }
  return `${signal} rose from ${formatValue(from, unit)} to ${formatValue(to, unit)} (${rates.join(', ')}; tau ${per.tau.toFixed(2)})`;
}

/** The 95 % interval, where there is more to say than the slope itself. */
function between(interval: SignalVerdict['interval'], unit: SignalVerdict['unit']): string {
  if (!interval || interval[1] - interval[0] < 0.001 * Math.abs(interval[1])) return '';
  return `, 95 % between ${formatChange(interval[0], unit)} and ${formatChange(interval[1], unit)}`;
}

function others(signals: readonly SignalVerdict[]): string[] {
  const more = signals.slice(1).filter(({ firstSuspectAt }) => firstSuspectAt !== undefined);
  if (more.length === 0) return [];
  const named = more.map(
    ({ signal, verdict, slopePerSecond, unit }) =>
      `${signal} (${verdict}, ${formatChange(slopePerSecond, unit)}/s)`,
  );
  return [`Also rising: ${named.join(', ')}.`];
}

/** How little a stable heap may still be rising, by the interval of its slope. */
function flat(signals: readonly SignalVerdict[]): string {
  const heap = signals.find(({ signal }) => signal === 'main.floor');
  if (!heap?.interval) return '';
  return `The main heap's floor moves by ${formatChange(heap.slopePerSecond, 'bytes')}/s, with 95 % between ${formatChange(heap.interval[0], 'bytes')}/s and ${formatChange(heap.interval[1], 'bytes')}/s.`;
}

function eta({ outOfMemory }: Omit<Verdict, 'explanation'>): string[] {
  if (!outOfMemory) return [];
  return [
    `At this rate the limit of ${formatValue(outOfMemory.limit, 'bytes')} is reached in ${duration(outOfMemory.seconds)}.`,
  ];
}

function seconds(ms: number): string {
  // A settle window of a millisecond, where rounds of tasks set the pace, is not none.
  if (ms > 0 && ms < 50) return `${Number(ms.toPrecision(2))} ms`;
  return `${(ms / 1_000).toFixed(1)} s`;
}

function duration(s: number): string {
  if (s < 120) return `${s.toFixed(0)} s`;
  if (s < 7_200) return `${(s / 60).toFixed(0)} min`;
  if (s < 172_800) return `${(s / 3_600).toFixed(0)} h`;
  return `${(s / 86_400).toFixed(0)} days`;
}
