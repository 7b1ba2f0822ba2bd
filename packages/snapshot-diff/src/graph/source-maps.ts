import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Location } from './location.ts';

/** Source maps by script; `undefined` where there is none. Maps are small beside snapshots. */
const maps = new Map<string, { map: SourceMap; base: string } | undefined>();
/** Far more scripts than a service has; past it the cache starts anew. */
const MAX_MAPS = 512;

/**
 * @param script - path or URL of the script as V8 knows it
 * @param line - zero-based
 * @param column - zero-based
 * @param url - of the script's source map, where the script is no file
 * @returns the place in the file the script was made from, or in the script itself
 */
export function originalPosition(
  script: string,
  line: number,
  column: number,
  url?: string,
): Location {
  const path = toPath(script);
  const found = path === undefined ? undefined : sourceMap(path, url);
  if (found) {
    const entry = found.map.findEntry(line, column);
    if ('originalSource' in entry && entry.originalSource) {
      return {
        file: toPath(sourceUrl(entry.originalSource, found.base)) ?? entry.originalSource,
        line: entry.originalLine + 1,
        column: entry.originalColumn + 1,
      };
    }
  }
  return { file: path ?? script, line: line + 1, column: column + 1 };
}

function sourceMap(
  path: string,
  url: string | undefined,
): { map: SourceMap; base: string } | undefined {
  const key = url === undefined ? path : `${path} ${url}`;
  if (maps.has(key)) return maps.get(key);
  if (maps.size >= MAX_MAPS) maps.clear();
  let found: { map: SourceMap; base: string } | undefined;
  try {
    found = url === undefined ? load(path) : read(path, url);
  } catch {
    // A missing script or a broken map costs the nicer line, never the answer.
  }
  maps.set(key, found);
  return found;
}

function load(path: string): { map: SourceMap; base: string } | undefined {
  const code = readFileSync(path, 'utf8');
  const at = code.lastIndexOf('//# sourceMappingURL=');
  if (at < 0) return undefined;
  const url = code
    .slice(at + 21)
    .split('\n', 1)[0]!
    .trim();
  return read(path, url);
}

function read(path: string, url: string): { map: SourceMap; base: string } {
  if (url.startsWith('data:')) {
    const [head = '', data = ''] = url.split(',', 2);
    const text = head.endsWith(';base64')
      ? Buffer.from(data, 'base64').toString('utf8')
      : decodeURIComponent(data);
    return { map: parse(text), base: path };
  }
  const file = resolve(dirname(path), decodeURIComponent(url));
  return { map: parse(readFileSync(file, 'utf8')), base: file };
}

function parse(text: string): SourceMap {
  const payload = JSON.parse(text) as ConstructorParameters<typeof SourceMap>[0];
  return new SourceMap(payload);
}

function sourceUrl(source: string, base: string): string {
  try {
    return new URL(source, pathToFileURL(base)).href;
  } catch {
    return source;
  }
}

/** A file path of a `file:` URL or an absolute path; undefined for `node:…`, `evalmachine.<anonymous>`. */
function toPath(script: string): string | undefined {
  if (script.startsWith('file:')) {
    try {
      return fileURLToPath(script);
    } catch {
      return undefined;
    }
  }
  return script.startsWith('/') || /^[A-Za-z]:[\\/]/.test(script) ? script : undefined;
}
