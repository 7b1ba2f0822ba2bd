import type { LiveProcess } from '../attach/live-process.ts';
import { memoryHeadroom, type Headroom } from './headroom.ts';

const OWN_ACCOUNT = `Math.min(process.getBuiltinModule('node:os').freemem(),
  process.availableMemory?.() ?? Infinity)`;

/**
 * Memory that a live process may still take: by its control groups and its machine where both can be
 * seen from here, else by what the process itself says.
 */
export async function processHeadroom(target: LiveProcess): Promise<Headroom> {
  const { proc } = target;
  if (proc) return memoryHeadroom('/', proc.pid);
  const available = Number(await target.main.evaluate(OWN_ACCOUNT));
  return { available, limitedBy: 'its own account' };
}
