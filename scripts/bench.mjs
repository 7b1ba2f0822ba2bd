// npm run bench -- SUBJECT [arguments of that benchmark]
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { node, root } from './lib.mjs';

const folder = join(root, 'benchmarks');
const subjects = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'run.mjs')));
const [subject, ...args] = process.argv.slice(2);
if (!subjects.includes(subject)) {
  console.error(`usage: npm run bench -- SUBJECT [arguments]; subjects: ${subjects.join(', ')}`);
  process.exit(64);
}
process.exit(
  node([join(folder, subject, 'run.mjs'), ...args], { check: false, stdio: 'inherit' }).status,
);
