import { parentPort } from 'node:worker_threads';
import { hash } from './tasks.mjs';

parentPort.on('message', ({ count, bytes }) => {
  let last;
  for (let i = 0; i < count; i += 1) last = hash({ bytes });
  parentPort.postMessage(last);
});
