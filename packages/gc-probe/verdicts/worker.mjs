// What the programs do in their workers.
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

await import(pathToFileURL(workerData.entry).href);

const kept = [];
let next = 0;

const jobs = {
  cache: () => kept.push({ id: (next += 1), text: `cached ${next}`, rows: [next, next + 1] }),
  buffers: () => kept.push(Buffer.alloc(4_096, (next += 1) % 256)),
  timers: () => setInterval(() => {}, 1e8),
  work: () => JSON.parse(JSON.stringify({ next: (next += 1), rows: [1, 2, 3] })),
};

parentPort.on('message', ({ type, count, buffer }) => {
  if (type === 'echo') {
    parentPort.postMessage(buffer, [buffer]);
    return;
  }
  for (let i = 0; i < count; i++) jobs[type]();
  parentPort.postMessage('done');
});
parentPort.postMessage('ready');
