const bars = '▁▂▃▄▅▆▇█';

/** Values as a line of bars, squeezed to `width`, on a scale from `low` to `high`. */
export function sparkline(
  values: readonly number[],
  low: number,
  high: number,
  width: number,
): string {
  const count = Math.min(width, values.length);
  let line = '';
  for (let column = 0; column < count; column++) {
    // The last value of each slice, so that the newest one always shows.
    const value = values[Math.ceil(((column + 1) * values.length) / count) - 1] as number;
    const height = high > low ? (value - low) / (high - low) : 0;
    line += bars[Math.min(bars.length - 1, Math.max(0, Math.floor(height * bars.length)))];
  }
  return line;
}
