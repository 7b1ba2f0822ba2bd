// Rivals that are too large to be dependencies are fetched from the npm registry when asked for.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder that git does not see. */
export function cacheOf(name) {
  return fileURLToPath(
    new URL(`../../node_modules/.cache/watertight-benchmarks/${name}`, import.meta.url),
  );
}

/** Installs one version of a package with its dependencies, once. @returns the package's folder */
export function fetchPackage(name, version) {
  const folder = cacheOf(`${name.replace('/', '+')}-${version}`);
  const found = join(folder, 'node_modules', name);
  if (existsSync(found)) return found;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    writeFileSync(join(unfinished, 'package.json'), '{"private":true}\n');
    const { status, stderr } = spawnSync(
      'npm',
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--omit=optional',
        `${name}@${version}`,
      ],
      { cwd: unfinished, encoding: 'utf8', shell: process.platform === 'win32' },
    );
    if (status !== 0) throw new Error(`cannot fetch ${name}@${version}:\n${stderr}`);
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return found;
}
