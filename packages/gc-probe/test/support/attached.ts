import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { fixture } from './built.ts';

/** Starts a worker that has loaded the given worker entries; it ends with the test at the latest. */
export async function attached(entries: readonly string[]): Promise<Worker> {
  const worker = new Worker(fixture('attached.mjs'), { workerData: { entries } });
  onTestFinished(() => void worker.terminate());
  await once(worker, 'message');
  return worker;
}

/** Has the worker do something and waits until it is done. */
export async function tell(worker: Worker, message: object): Promise<void> {
  const done = once(worker, 'message');
  worker.postMessage(message);
  await done;
}
