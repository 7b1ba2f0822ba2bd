/** A size for a person, in decimal units. */
export function formatBytes(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${(value / 1e9).toFixed(2)} GB`;
  if (size >= 1e6) return `${(value / 1e6).toFixed(2)} MB`;
  if (size >= 1e3) return `${(value / 1e3).toFixed(1)} KB`;
  return `${value.toFixed(0)} B`;
}

/** A value of a signal for a person. */
export function formatValue(value: number, unit: 'bytes' | 'count'): string {
  if (unit === 'bytes') return formatBytes(value);
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** A change of a signal, with its sign. */
export function formatChange(value: number, unit: 'bytes' | 'count'): string {
  return (value < 0 ? '-' : '+') + formatValue(Math.abs(value), unit);
}
