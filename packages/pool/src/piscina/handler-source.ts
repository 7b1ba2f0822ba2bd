import { readFileSync } from 'node:fs';

/** The program of `handler.ts`. Builds put the text itself here, as they do for the worker's. */
export const handlerSource: string = readFileSync(
  new URL('../../dist/piscina-handler.mjs', import.meta.url),
  'utf8',
);
