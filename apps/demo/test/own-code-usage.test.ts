import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonFault } from '../src/own/json-fault.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const files: Record<string, string> = {
  'two.cjs': 'module.exports = { resize() {}, rotate() {}, init() {} }',
  'boom.mjs': '\nthrow new TypeError("no database")',
  'exits.mjs': 'process.exit(3)',
  'none.mjs': 'export const tasks = 5; export function init() {}',
  'broken.json': '[\n  { "a": 1 },\n  { "a": 1,, }\n]',
  'empty.json': '[]',
  'typed.ts': 'export function resize(width: number): number { return width }',
};
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-code-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

// Paths are meant from where the person stands, which npm tells in INIT_CWD.
const demo = (args: string): ReturnType<typeof spawnSync> =>
  spawnSync(process.execPath, [main, ...args.split(' ')], {
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  });

test.each([
  ['--worker nowhere.mjs', /there is no file .*nowhere\.mjs/],
  ['--worker .', /is not a file/],
  ['--worker boom.mjs', /boom\.mjs cannot be loaded: TypeError: no database\n.*boom\.mjs:2:7/],
  ['--worker exits.mjs', /ended its worker while it was loaded, with exit code 3/],
  ['--worker none.mjs', /exports no function/],
  ['--worker two.cjs', /--task is missing; .*two\.cjs exports resize, rotate$/m],
  ['--worker two.cjs --task shrink', /--task is "shrink"; .*two\.cjs exports resize, rotate$/m],
  ['--worker two.cjs --task resize --input broken.json', /not JSON, line 3, column 12/],
  ['--worker two.cjs --task resize --input empty.json', /an empty array/],
  ['--worker two.cjs --task resize --input nowhere.json', /cannot be read: .*ENOENT/],
  ['--worker two.cjs --task resize --threads 0', /--threads is "0"/],
  ['--worker two.cjs --task resize --load bursts', /needs --rate/],
  ['--worker two.cjs --task resize --quick --rate 5', /--quick has no schedule/],
])(
  '%s exits 64 and says what is wrong',
  (args, message) => {
    const { status, stdout, stderr } = demo(args);
    expect(stderr).toMatch(message);
    expect(status).toBe(64);
    expect(stdout).toBe('');
  },
  60_000,
);

test('TypeScript is loaded where Node.js strips types, and elsewhere it says since when', () => {
  const { status, stderr } = demo('--worker typed.ts --task shrink');
  const strips = Boolean((process.features as { typescript?: unknown }).typescript);
  expect(stderr).toMatch(
    strips ? /typed\.ts exports resize$/m : /cannot load TypeScript; 22\.18 or later can/,
  );
  expect(status).toBe(64);
}, 60_000);

test.each([
  ['[1, 2,, 3]', 6],
  ['[1, 2', 5],
  ['{"a": 1,}', 8],
  ['{"a" 1}', 5],
  ["{'a': 1}", 1],
  ['"a\nb"', 0],
  ['nul', 0],
  ['{} x', 3],
  ['', 0],
  ['[-1.5e+3, "\\u00e9\\n", true, null, {"b": []}]', undefined],
])('JSON goes wrong in %j at %s', (text, fault) => {
  expect(jsonFault(text)).toBe(fault);
});
