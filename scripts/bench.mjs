// npm run bench -- SUBJECT [--node VERSION] [arguments of that benchmark]
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { node, nodeOf, root } from './lib.mjs';

const folder = join(root, 'benchmarks');
const subjects = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'run.mjs')));
const [subject, ...args] = process.argv.slice(2);
const at = args.indexOf('--node');
const [, version] = at === -1 ? [] : args.splice(at, 2);
if (!subjects.includes(subject) || (at !== -1 && !/^\d+(\.\d+)*$/.test(version ?? ''))) {
  console.error('usage: npm run bench -- SUBJECT [--node VERSION] [arguments]');
  console.error(`subjects: ${subjects.join(', ')}`);
  process.exit(64);
}
const program = [join(folder, subject, 'run.mjs'), ...args];
process.exit(
  version ? nodeOf(version, program) : node(program, { check: false, stdio: 'inherit' }).status,
);
