import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { totalmem } from 'node:os';

// Only synchronous calls in this file: the asynchronous ones would start libuv's thread pool
// and move the very counters that are read here.

/** Above this many descriptors, reading every link would cost milliseconds a sample. */
const MAX_LINKS = 512;

/** Threads of the process, or null where there is no /proc. */
export function threadCount(): number | null {
  try {
    const found = /^Threads:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'));
    return found ? Number(found[1]) : null;
  } catch {
    return null;
  }
}

/** The kernel's id of the calling thread; undefined where there is no /proc. */
export function kernelThreadId(): number | undefined {
  try {
    return Number(/\/task\/(\d+)$/.exec(readlinkSync('/proc/thread-self'))?.[1]) || undefined;
  } catch {
    return undefined;
  }
}

/** Whether a thread of this process has ended, by its kernel id. */
export function threadHasEnded(kernelId: number): boolean {
  return !existsSync(`/proc/self/task/${kernelId}`);
}

/** Open descriptors of the process, without the one that reads them. */
export function openFds(): { count: number | null; byType?: Record<string, number> } {
  const directory = process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd';
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    return { count: null };
  }
  const count = names.length - 1;
  if (process.platform !== 'linux' || count > MAX_LINKS) return { count };
  const byType: Record<string, number> = {};
  for (const name of names) {
    try {
      const type = fdType(readlinkSync(`${directory}/${name}`));
      byType[type] = (byType[type] ?? 0) + 1;
    } catch {
      // The descriptor of readdir itself is closed by now: exactly the one not to count.
    }
  }
  return { count, byType };
}

/** The kind of a descriptor from its link in /proc: `socket:[1]`, `anon_inode:[eventfd]`, a path. */
export function fdType(target: string): string {
  const anonymous = /^anon_inode:\[?([a-z_-]+)\]?/.exec(target);
  if (anonymous) return anonymous[1] as string;
  const kernel = /^([a-z]+):\[\d+\]$/.exec(target);
  if (kernel) return kernel[1] as string;
  return target.startsWith('/dev/') ? 'device' : 'file';
}

/** The memory this process may use, in bytes: the cgroup's limit if there is one, else all. */
export function memoryLimit(): number {
  const system = totalmem();
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < system ? constrained : system;
}
