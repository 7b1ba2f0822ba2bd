import { stripVTControlCharacters } from 'node:util';
import type { Location } from '../graph/places.ts';

/** The colour codes that `paint` puts in. */
const COLOUR = new RegExp(`(${String.fromCharCode(27)}\\[\\d+m)`);

/** A class may be called anything; what a terminal would obey does not reach it. Our own colours stay. */
export function clean(line: string): string {
  return line
    .split(COLOUR)
    .map((part, index) =>
      index % 2 === 1 ? part : stripVTControlCharacters(part).replaceAll(/\p{Cc}/gu, '\uFFFD'),
    )
    .join('');
}

/** `file:line:column`, as editors understand it. */
export function place(location: Location | undefined): string {
  return location ? `${location.file}:${location.line}:${location.column}` : '';
}
