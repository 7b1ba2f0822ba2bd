// The worker's side of the usual advice: takes one request, answers it, and is terminated.
import { parentPort } from 'node:worker_threads';
import * as tasks from './advice-tasks.ts';
import { cells, type Flags } from './advice-tasks.ts';

export interface AdvisedRequest {
  readonly task: keyof typeof tasks | 'uncloneableCaught';
  readonly input?: unknown;
}

const port = parentPort;
if (!port) throw new Error('advised-worker is to be started as a worker');

/** Tasks that talk to the main thread otherwise than by their result. */
const special: Record<string, (input: never) => void> = {
  reports() {
    port.postMessage({ progress: 0.5 });
    port.postMessage('whole result');
  },
  cleansUp(flags: Flags) {
    // Without more to do the thread would end by itself, and might be faster than the terminate.
    port.ref();
    process.on('exit', () => Atomics.store(flags, cells.exited, 1));
    port.postMessage('answered');
  },
  /** What a careful author of a worker writes: the error is caught and logged. */
  uncloneableCaught(flags: Flags) {
    // The author meant to serve more requests: the thread stays.
    port.ref();
    try {
      port.postMessage(tasks.uncloneable());
    } catch {
      Atomics.store(flags, cells.begun, 1);
    }
  },
};

const plain = { ...tasks } as unknown as Record<string, (input: never) => unknown>;

port.once('message', ({ task, input }: AdvisedRequest) => {
  const own = special[task];
  if (own) return own(input as never);
  const result = plain[task]?.(input as never);
  if (result !== undefined) port.postMessage(result);
});
