// Every relative link in the project's Markdown must lead somewhere, anchors included.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from './lib.mjs';

const skipped = new Set(['node_modules', 'dist', '.git', '.nx', '.tsc', 'coverage']);

function* markdownFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* markdownFiles(path);
    else if (entry.name.endsWith('.md')) yield path;
  }
}

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll('`', '')
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const withoutCode = (text) => text.replace(/^```[\s\S]*?^```/gm, '');
const anchorsOf = (file) =>
  new Set(
    [...withoutCode(readFileSync(file, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      anchorOf(heading),
    ),
  );

let links = 0;
const broken = [];
for (const file of markdownFiles(root)) {
  const text = withoutCode(readFileSync(file, 'utf8'));
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z][a-z+.-]*:/i.test(target)) continue;
    links++;
    const [path, anchor] = target.split('#');
    const goal = path ? resolve(dirname(file), decodeURIComponent(path)) : file;
    const lost =
      !existsSync(goal) ||
      (anchor && statSync(goal).isFile() && goal.endsWith('.md') && !anchorsOf(goal).has(anchor));
    if (lost) broken.push(`${relative(root, file)}: ${target}`);
  }
}
for (const line of broken) console.error(`broken link  ${line}`);
console.log(`${links} relative links, ${broken.length} broken`);
process.exit(broken.length === 0 ? 0 : 1);
