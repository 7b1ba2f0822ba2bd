import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Chromium to start, and the environment that it needs. */
export interface Chromium {
  readonly executablePath: string;
  readonly env: Record<string, string>;
}

export const howToGetOne =
  'no Chromium found: install Debian’s chromium or Google Chrome, or set CHROME_PATH';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const knownPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    return folder ? [join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')] : [];
  }),
};

/**
 * CHROME_PATH, else one that is installed, else (on Linux x64) the one of @sparticuz/chromium, which
 * is unpacked into the folder. Where there is none, undefined: then the tests say that they are skipped.
 */
export async function findChromium(folder: string): Promise<Chromium | undefined> {
  const given = process.env['CHROME_PATH'];
  if (given) return { executablePath: given, env: environment({}) };
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const candidates = folders.flatMap((each) => names.map((name) => join(each, name)));
  const installed = [...candidates, ...(knownPlaces[process.platform] ?? [])].find(isExecutable);
  if (installed) return { executablePath: installed, env: environment({}) };
  if (process.platform === 'linux' && process.arch === 'x64') return unpackChromium(folder);
  return undefined;
}

/** Its browser comes with the libraries that a bare image lacks; it unpacks those for Lambda only. */
async function unpackChromium(folder: string): Promise<Chromium> {
  const settings = { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' };
  // It sets these two itself, for all processes to come.
  const touched = [...Object.keys(settings), 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH'];
  const before = touched.map((name) => [name, process.env[name]] as const);
  try {
    Object.assign(process.env, settings);
    const { default: chromium } = await import('@sparticuz/chromium');
    return { executablePath: await chromium.executablePath(), env: environment({}) };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

function environment(more: Record<string, string>): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), ...more };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
