import type { Worker } from 'node:worker_threads';
import type { OutsideFigures } from '../types.ts';

interface HeapFigures {
  readonly used_heap_size: number;
  readonly total_heap_size: number;
  readonly external_memory: number;
}

/** From Node 22 on, and not in the types of Node 20. */
type Readable = Worker & { getHeapStatistics?: () => Promise<HeapFigures> };

/**
 * Reads workers from outside: V8 interrupts even one that is stuck in a loop. No floor, for
 * nothing was collected, and nothing of a worker that sleeps in native code within the time.
 */
export async function readOutside(
  workers: readonly Worker[],
  timeoutMs: number,
): Promise<OutsideFigures[]> {
  const found: OutsideFigures[] = [];
  const asked = workers.map(async (worker: Readable) => {
    const { threadId } = worker;
    // One that ends while it is asked rejects.
    const heap = await worker.getHeapStatistics?.().catch(() => undefined);
    if (!heap) return;
    found.push({
      isolate: `worker-${threadId}`,
      threadId,
      heapUsed: heap.used_heap_size,
      heapTotal: heap.total_heap_size,
      external: heap.external_memory,
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  await Promise.race([Promise.all(asked), late]);
  clearTimeout(timer);
  return found.sort((a, b) => a.threadId - b.threadId);
}
