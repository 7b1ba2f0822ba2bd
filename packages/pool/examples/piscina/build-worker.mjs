import { isWorkerThread, move, workerData } from '@watertight/pool/piscina';

export function minify({ name, bytes }) {
  const text = new TextDecoder().decode(bytes);
  if (/=\s*;/.test(text)) throw new SyntaxError(`${name} does not parse`);
  const small = text
    .replace(/\/\/.*$/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return move(new TextEncoder().encode(`${workerData.banner} ${small}`));
}

export async function manifest(names) {
  return { names: names.toSorted(), isWorkerThread };
}
