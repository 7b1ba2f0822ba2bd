import type { Worker } from 'node:worker_threads';

/** Where the output of workers goes: to that of the process, nowhere, or to a function. */
export type WorkerOutput =
  | 'inherit'
  | 'ignore'
  | ((chunk: Uint8Array, stream: 'stdout' | 'stderr', threadId: number) => void);

/**
 * Passes a worker's output on. Left to itself, Node.js pipes each worker into `process.stdout` and
 * `process.stderr`, which adds listeners there for every worker. With the option `stdout: true` a
 * stream that is read would hold the process; taking the pipe off avoids both.
 */
export function forwardOutput(worker: Worker, output: WorkerOutput): void {
  const { threadId } = worker;
  for (const name of ['stdout', 'stderr'] as const) {
    worker[name].unpipe(process[name]);
    worker[name].on('data', (chunk: Uint8Array) => {
      if (output === 'inherit') process[name].write(chunk);
      else if (output !== 'ignore') output(chunk, name, threadId);
    });
    worker[name].resume();
  }
}
