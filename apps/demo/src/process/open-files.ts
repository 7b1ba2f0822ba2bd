import { readdirSync, readlinkSync } from 'node:fs';

/** How often each file is open, by path; empty where the system does not tell. */
export class OpenFiles {
  readonly counts: ReadonlyMap<string, number>;

  constructor(paths: readonly string[]) {
    const counts = new Map<string, number>();
    for (const path of paths) counts.set(path, (counts.get(path) ?? 0) + 1);
    this.counts = counts;
  }

  /** The files that are open more often than they were. */
  since(earlier: OpenFiles): Record<string, number> {
    const more: Record<string, number> = {};
    for (const [path, count] of this.counts) {
      const grown = count - (earlier.counts.get(path) ?? 0);
      if (grown > 0) more[path] = grown;
    }
    return more;
  }
}

export function openFiles(): OpenFiles {
  return new OpenFiles(descriptors().map(target).filter(isFile));
}

const descriptors = (): string[] => {
  try {
    return readdirSync('/proc/self/fd');
  } catch {
    return [];
  }
};

/** Where a descriptor leads to; the one that read the directory is closed by now. */
function target(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}

/** A path, not `socket:[1]` or `anon_inode:[eventpoll]`; and no device or process file. */
const isFile = (path: string): boolean => path.startsWith('/') && !/^\/(?:dev|proc)\//.test(path);
