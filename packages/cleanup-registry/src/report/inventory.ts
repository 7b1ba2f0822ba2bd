import { readdirSync } from 'node:fs';
import type { LiveResource } from '../types.ts';

/** How many of a sort the process has open, and how many of them somebody owns. */
export interface InventoryLine {
  /** As process.getActiveResourcesInfo() calls it; `fd` and `thread` are counted by way of /proc on Linux. */
  readonly type: string;
  readonly open: number;
  readonly owned: number;
  /** Open and owned by none of the registries; never below 0. */
  readonly unowned: number;
}

/**
 * What the process really has open, beside what registries own of it. Handles that do not keep the process alive
 * are not counted by Node.js, nor are workers, but for their threads. `fd` counts those of sockets,
 * pipes and Node.js itself as well, so it is best read as a difference between two moments.
 */
export function inventory(registries: readonly { live(): LiveResource[] }[]): InventoryLine[] {
  const open = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) open.set(type, (open.get(type) ?? 0) + 1);
  for (const [type, folder] of [
    ['fd', '/proc/self/fd'],
    ['thread', '/proc/self/task'],
  ] as const) {
    const count = countOf(folder);
    if (count !== undefined) open.set(type, count);
  }
  const owned = new Map<string, number>();
  for (const registry of registries) {
    for (const { kind } of registry.live()) {
      for (const type of TYPES[kind] ?? []) owned.set(type, (owned.get(type) ?? 0) + 1);
    }
  }
  const types = new Set([...open.keys(), ...owned.keys()]);
  const lines = Array.from(types, (type) => {
    const [has, owns] = [open.get(type) ?? 0, owned.get(type) ?? 0];
    return { type, open: has, owned: owns, unowned: Math.max(0, has - owns) };
  });
  return lines.sort((a, b) => b.unowned - a.unowned || (a.type < b.type ? -1 : 1));
}

/** The inventory as text. */
export function formatInventory(lines: readonly InventoryLine[]): string {
  const line = ({ type, open, owned, unowned }: InventoryLine): string =>
    `  ${type.padEnd(24)} ${String(open).padStart(6)} open ${String(owned).padStart(6)} owned ${String(unowned).padStart(6)} not`;
  return lines.map(line).join('\n');
}

/** What a resource of each kind shows up as. A server's or stream's handle depends on its transport; TCP here. */
const TYPES: Record<string, readonly string[]> = {
  timeout: ['Timeout'],
  interval: ['Timeout'],
  immediate: ['Immediate'],
  server: ['TCPServerWrap', 'fd'],
  'message-port': ['MessagePort'],
  'child-process': ['ProcessWrap'],
  watcher: ['FSEventWrap'],
  worker: ['thread'],
  fd: ['fd'],
  'file-handle': ['fd'],
  dir: ['fd'],
};

function countOf(folder: string): number | undefined {
  try {
    // Reading the folder of descriptors opens one.
    return readdirSync(folder).length - (folder.endsWith('/fd') ? 1 : 0);
  } catch {
    return undefined;
  }
}
