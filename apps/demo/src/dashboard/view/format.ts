/** What a number of a plot counts. */
export type Unit = 'bytes' | 'count' | 'ms';

/** A number as a person reads it: `512 MB`, `8.4 MB`, `17`, `0.4 ms`. */
export function formatValue(value: number, unit: Unit): string {
  if (unit === 'count') return String(Math.round(value * 10) / 10);
  if (unit === 'ms') return `${few(value)} ms`;
  if (Math.abs(value) >= 1e6) return `${few(value / 1e6)} MB`;
  return Math.abs(value) >= 1000 ? `${few(value / 1000)} KB` : `${value} B`;
}

/** `83 s`, `4 min 5 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}

/** One decimal where it matters. */
const few = (value: number): string =>
  Math.abs(value) < 100 ? value.toFixed(1) : value.toFixed(0);
