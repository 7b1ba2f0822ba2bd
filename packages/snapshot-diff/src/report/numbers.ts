/** `1,234`, with a sign where asked for. */
export function count(value: number, signed = false): string {
  const text = Math.abs(value).toLocaleString('en-US');
  if (value < 0) return `−${text}`;
  return signed && value > 0 ? `+${text}` : text;
}

/** `512 B`, `1.2 KB`, `3.4 MB` (powers of 1000, as DevTools shows them). */
export function bytes(value: number, signed = false): string {
  const sign = value < 0 ? '−' : signed && value > 0 ? '+' : '';
  const size = Math.abs(value);
  if (size < 1000) return `${sign}${size} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let scaled = size / 1000;
  let unit = 0;
  while (scaled >= 999.95 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${sign}${scaled.toFixed(scaled < 10 ? 1 : 0)} ${units[unit]}`;
}
