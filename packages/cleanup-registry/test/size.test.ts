import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';

/** Kilobytes of a built entry, minified and compressed. */
function sizeOf(entry: string): number {
  const code = readFileSync(new URL(`../dist/${entry}.js`, import.meta.url), 'utf8');
  const { code: small } = transformSync(code, { minify: true, format: 'esm', target: 'node20' });
  return gzipSync(small, { level: 9 }).length / 1024;
}

// Each entry alone; `index` imports `stacks`, and `shutdown` imports `index`.
test.each([
  ['index', 10.5],
  ['stacks', 2],
  ['report', 1.75],
  ['shutdown', 2.75],
  ['vitest', 2.25],
])('%s is not larger than it was: %d KB minified and compressed', (entry, limit) => {
  expect(sizeOf(entry)).toBeLessThanOrEqual(limit);
});
