import { resolve } from 'node:path';

/** npm runs scripts in the folder of package.json; INIT_CWD is where the person stands. */
export const fromHere = (path: string): string =>
  resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
