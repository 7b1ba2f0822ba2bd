import { parentPort } from 'node:worker_threads';
import type { InitMessage } from './protocol/messages.ts';
import { startWorker } from './worker/start-worker.ts';

// The port of the tasks comes in the first message, so that `workerData` is the user's own and a
// task that closes `parentPort` cuts nobody off.
parentPort?.once('message', (init: InitMessage) => void startWorker(init));
