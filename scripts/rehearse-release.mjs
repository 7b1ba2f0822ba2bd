// Rehearses a release in a scratch copy: versions by the pending changesets, builds, packs.
//   npm run release:rehearse [-- FOLDER]     the tarballs and changelogs stay in FOLDER
// The checkout itself is not touched and nothing is published.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { bin, node, npm, packages, root } from './lib.mjs';

const out = resolve(process.argv[2] ?? mkdtempSync(join(tmpdir(), 'watertight-release-')));
const scratch = mkdtempSync(join(tmpdir(), 'watertight-rehearsal-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
mkdirSync(out, { recursive: true });

const left = new Set(['node_modules', 'dist', '.nx', '.tsc', 'coverage', '.git']);
cpSync(root, scratch, {
  recursive: true,
  filter: (path) => !left.has(path.slice(path.lastIndexOf('/') + 1)),
});
// changesets reads the base branch from git, so the copy gets a history of one commit.
for (const args of [
  ['init', '-q', '-b', 'main'],
  ['add', '-A'],
  [
    '-c',
    'user.name=rehearsal',
    '-c',
    'user.email=rehearsal@localhost',
    'commit',
    '-qm',
    'rehearsal',
  ],
]) {
  if (spawnSync('git', args, { cwd: scratch, stdio: 'inherit' }).status !== 0) process.exit(1);
}
symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'), 'dir');

node([bin('@changesets/cli', 'changeset'), 'version'], { cwd: scratch, stdio: 'inherit' });
const versionIn = (folder, name) =>
  JSON.parse(readFileSync(join(folder, 'packages', name, 'package.json'), 'utf8')).version;

for (const name of packages) {
  const version = versionIn(scratch, name);
  if (version === versionIn(root, name)) {
    console.log(`@watertight/${name} ${version}: no changeset, not released`);
    continue;
  }
  const cwd = join(scratch, 'packages', name);
  node([bin('tsup')], { cwd });
  npm(['pack', '--silent', '--pack-destination', out], { cwd });
  cpSync(join(cwd, 'CHANGELOG.md'), join(out, `${name}-CHANGELOG.md`));
  console.log(`@watertight/${name} ${version}`);
}
console.log(`${out}:\n  ${readdirSync(out).join('\n  ')}`);
