import type { Worker } from 'node:worker_threads';

/**
 * Passes a worker's output on. Left to itself, Node.js pipes each worker into `process.stdout` and
 * `process.stderr`, which adds listeners there for every worker. With the option `stdout: true` a
 * stream that is read would hold the process; taking the pipe off avoids both.
 */
export function forwardOutput(worker: Worker): void {
  worker.stdout.unpipe(process.stdout);
  worker.stderr.unpipe(process.stderr);
  worker.stdout.on('data', toStdout).resume();
  worker.stderr.on('data', toStderr).resume();
}

function toStdout(chunk: Uint8Array): void {
  process.stdout.write(chunk);
}

function toStderr(chunk: Uint8Array): void {
  process.stderr.write(chunk);
}
