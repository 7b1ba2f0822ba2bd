import { stripVTControlCharacters } from 'node:util';
import type { Location } from '../graph/location.ts';

/** A class may be called anything; what a terminal would obey is taken out. */
export function clean(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, '\uFFFD');
}

/** The same for every text in a report. Must come before any colour of our own goes in. */
export function cleaned<T>(value: T): T {
  if (typeof value === 'string') return clean(value) as T;
  if (Array.isArray(value)) return value.map((entry) => cleaned(entry) as unknown) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, cleaned(entry) as unknown]);
  return Object.fromEntries(entries) as T;
}

/** `file:line:column`, as editors understand it. */
export function place(location: Location | undefined): string {
  return location ? `${location.file}:${location.line}:${location.column}` : '';
}
