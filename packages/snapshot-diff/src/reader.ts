// The program of a reader thread: one job, one reply, and the thread is done.
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, runJob, type Job, type Reply } from './load/job.ts';
import { buffersOf } from './load/parts.ts';

const reply = (message: Reply): void => parentPort!.postMessage(message, [...buffersOf(message)]);

try {
  reply({ answer: await runJob(workerData as Job) });
} catch (error) {
  reply({ failure: failureOf(error) });
}
