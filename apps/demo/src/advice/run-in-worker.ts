import { Worker } from 'node:worker_threads';

/**
 * What articles advise: a promise around a worker per task. It resolves with the first message,
 * takes all listeners off, does not await the terminate, and rejects on `error` and on a non-zero
 * exit code. What is wrong with that is shown in `facts/`; nobody should copy it.
 *
 * @param started told of the worker, which the promise itself gives no way to reach
 */
export function runInWorker<T>(
  module: URL,
  request: unknown,
  started?: (worker: Worker) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(module);
    const cleanup = (): void => {
      worker.removeAllListeners();
      void worker.terminate();
    };
    worker.on('message', (result: T) => {
      cleanup();
      resolve(result);
    });
    worker.on('error', (error) => {
      cleanup();
      reject(error);
    });
    worker.on('exit', (code) => {
      if (code !== 0) reject(new Error(`the worker stopped with exit code ${code}`));
    });
    started?.(worker);
    worker.postMessage(request);
  });
}
