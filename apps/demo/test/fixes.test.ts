import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findFixes } from '../src/fixes/find-fixes.ts';
import { lineDifference } from '../src/fixes/line-difference.ts';
import { switchedSource } from '../src/fixes/switched-source.ts';
import { catalogue } from '../src/scenarios/catalogue.ts';

const folder = fileURLToPath(new URL('../src/', import.meta.url));
const fixes = findFixes(folder, catalogue);

test.each(catalogue)('$id differs from its other service in ten lines at most', ({ id }) => {
  const changed = fixes[id]!.flatMap(({ hunks }) => hunks.flat()).filter(
    ({ sign }) => sign !== ' ',
  );
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.length).toBeLessThanOrEqual(10);
  expect(changed.map(({ text }) => text).join('\n')).not.toContain('makes(');
});

test('what stands around a difference is the source', () => {
  for (const { file, hunks } of Object.values(fixes).flat()) {
    const source = readFileSync(`${folder}${file}`, 'utf8').split('\n');
    for (const { text } of hunks.flat().filter(({ sign }) => sign === ' ')) {
      // A line that another switch stands around is there behind its condition.
      expect(source.some((line) => line.endsWith(text.trim()))).toBe(true);
    }
  }
});

test('what the build has written is what the sources say', () => {
  const built = readFileSync(new URL('../dist/fixes.json', import.meta.url), 'utf8');
  expect(JSON.parse(built)).toEqual(fixes);
});

const switched = (source: string, ...leaks: string[]): string =>
  switchedSource(source, new Set(leaks));

test.each([
  ["if (makes('a')) x();\nend();", 'x();\nend();', '\nend();'],
  ["go();\nif (!makes('a')) x();\nend();", 'go();\nend();', 'go();\nx();\nend();'],
  ["if (makes('a')) x();\nelse y();", 'x();', 'y();'],
  ["if (makes('a') || z) x();", 'x();', 'if (z) x();'],
  ["if (makes('a') && z) x();", 'if (z) x();', ''],
  ["f(makes('a') ? 1 : 2);", 'f(1);', 'f(2);'],
  ["if (makes('a')) {\n  x();\n  y();\n} else {\n  z();\n}", 'x();\ny();', 'z();'],
  ["a();\n// LEAK, of a kind.\nif (!makes('a')) x();", 'a();\n// LEAK, of a kind.', 'a();\nx();'],
])('%j is switched', (source, leaky, fixed) => {
  expect(switched(source, 'a')).toBe(leaky);
  expect(switched(source)).toBe(fixed);
  expect(switched(source, 'b')).toBe(fixed);
});

test('a difference shows what is around it, and nothing far away', () => {
  const before = ['1', '2', '3', '4', 'old', '5', '6', '7', '8', '9', '10', 'x'].join('\n');
  const after = ['1', '2', '3', '4', 'new', '5', '6', '7', '8', '9', '10', 'x', 'y'].join('\n');
  const shown = lineDifference(before, after).map((hunk) =>
    hunk.map(({ sign, text }) => sign + text).join(),
  );
  expect(shown).toEqual([' 3, 4,-old,+new, 5, 6', ' 10, x,+y']);
  expect(lineDifference(before, before)).toEqual([]);
});
