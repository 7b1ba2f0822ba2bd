import { writeFile } from 'node:fs/promises';
import { styleText } from 'node:util';
import type { Paint } from '../report/terminal.ts';
import { EXIT, ExitError } from './exit-codes.ts';

/** `--json -` takes the place of the text, `--json FILE` comes beside it. */
export async function output(
  document: object,
  json: string | undefined,
  text: (paint: Paint) => string,
): Promise<void> {
  const written = `${JSON.stringify(document, null, 2)}\n`;
  if (json === '-') {
    process.stdout.write(written);
    return;
  }
  if (json !== undefined) await save(json, written);
  process.stdout.write(text(painter(process.stdout)));
}

export async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new ExitError(EXIT.cannotWrite, `cannot write ${file}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function painter(stream: NodeJS.WriteStream): Paint {
  const wanted = stream.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return wanted ? (style, text) => styleText(style, text) : (_, text) => text;
}
