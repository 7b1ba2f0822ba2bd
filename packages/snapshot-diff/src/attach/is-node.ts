import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { Proc } from './proc.ts';

const NODE_NAME = /^(node|nodejs|iojs|electron)([-.\d]*)(\.exe)?$/i;
/** Exported by every build of Node.js, single executable applications too: their add-ons need it. */
const SYMBOL = Buffer.from('napi_create_reference');
const CHUNK = 4 << 20;

/**
 * Whether a process runs Node.js, by the name of its program, else by what is inside. SIGUSR1 ends a
 * program that knows nothing of it, so nobody is signalled on a guess.
 */
export function isNode(proc: Proc): boolean {
  const executable = proc.executable();
  if (executable !== undefined && NODE_NAME.test(basename(executable))) return true;
  return /\/libnode\.so/.test(proc.maps()) || contains(proc.executableFile, SYMBOL);
}

/** The same where there is no `/proc` (macOS): by name alone. */
export function isNodeByPs(pid: number): boolean {
  try {
    const options = ['-o', 'comm=', '-o', 'args=', '-p', String(pid)];
    const text = execFileSync('ps', options, { encoding: 'utf8' });
    // Node.js 26 calls itself by its main thread's name; what it was started as tells more.
    return text.split(/\s+/, 2).some((word) => NODE_NAME.test(basename(word)));
  } catch {
    return false;
  }
}

function contains(path: string, wanted: Buffer): boolean {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK + wanted.length);
    let kept = 0;
    for (;;) {
      const read = readSync(file, buffer, kept, CHUNK, null);
      if (read === 0) return false;
      const filled = buffer.subarray(0, kept + read);
      if (filled.includes(wanted)) return true;
      kept = Math.min(filled.length, wanted.length - 1);
      filled.copy(buffer, 0, filled.length - kept);
    }
  } finally {
    closeSync(file);
  }
}
