// The program of a reader thread: one job, one reply, and the thread is done.
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, runJob, type Job, type Message } from './load/job.ts';
import { buffersOf } from './load/parts.ts';

const reply = (message: Message): void => parentPort!.postMessage(message, [...buffersOf(message)]);
/** One message for a hundredth of the file. */
let told = 0;
const tell = (share: number): void => {
  if (share - told < 0.01) return;
  told = share;
  reply({ share });
};

try {
  reply({ answer: await runJob(workerData as Job, tell) });
} catch (error) {
  reply({ failure: failureOf(error) });
}
