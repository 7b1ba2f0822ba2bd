import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** Memory that this process may still take, in bytes, and what sets the limit. */
export interface Headroom {
  available: number;
  limitedBy: 'machine' | 'cgroup v2' | 'cgroup v1' | 'its own account';
}

/** The kernel says "no limit" with a number near 2^63, or with "max". */
const UNLIMITED = 2 ** 60;

/**
 * The least of what the machine and every control group around a process have left.
 * @param root - where `/proc` and `/sys` are found. @default '/'
 * @param pid - of the process. @default this one
 */
export function memoryHeadroom(root = '/', pid: number | 'self' = 'self'): Headroom {
  let least: Headroom = { available: machineMemory(root), limitedBy: 'machine' };
  for (const group of controlGroups(root, pid))
    if (group.available < least.available) least = group;
  return least;
}

/** Free bytes on the disk of a directory; undefined where the system does not tell. */
export async function freeDisk(directory: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

function machineMemory(root: string): number {
  const match = /^MemAvailable:\s+(\d+) kB$/m.exec(read(join(root, 'proc/meminfo')) ?? '');
  return match ? Number(match[1]) * 1024 : freemem();
}

function controlGroups(root: string, pid: number | 'self'): Headroom[] {
  const groups: Headroom[] = [];
  const lines = (read(join(root, `proc/${pid}/cgroup`)) ?? '').split('\n');
  for (const line of lines) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (controllers === '') {
      const base = join(root, 'sys/fs/cgroup');
      groups.push(...walk(base, path, 'cgroup v2', 'memory.max', 'memory.current'));
    } else if (controllers.split(',').includes('memory')) {
      const base = join(root, 'sys/fs/cgroup/memory');
      const files = ['memory.limit_in_bytes', 'memory.usage_in_bytes'] as const;
      groups.push(...walk(base, path, 'cgroup v1', ...files));
    }
  }
  return groups;
}

/** A group's limit binds with those of all groups above it; inside a container only some are seen. */
function walk(
  base: string,
  path: string,
  limitedBy: Headroom['limitedBy'],
  limitFile: string,
  usageFile: string,
): Headroom[] {
  const found: Headroom[] = [];
  const parts = path.split('/').filter(Boolean);
  for (let depth = parts.length; depth >= 0; depth--) {
    const directory = join(base, ...parts.slice(0, depth));
    const limit = number(read(join(directory, limitFile)));
    const usage = number(read(join(directory, usageFile)));
    if (limit === undefined || usage === undefined || limit > UNLIMITED) continue;
    // File pages the kernel would drop first count as usage but are free for the asking.
    const stat = read(join(directory, 'memory.stat')) ?? '';
    const cache = number(/^(?:total_)?inactive_file (\d+)$/m.exec(stat)?.[1]) ?? 0;
    found.push({ available: Math.max(0, limit - Math.max(0, usage - cache)), limitedBy });
  }
  return found;
}

function number(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number.parseInt(text, 10);
  return Number.isNaN(value) ? undefined : value;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
