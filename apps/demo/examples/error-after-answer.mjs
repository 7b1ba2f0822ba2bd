// A worker answers, and then something in it fails. Whoever takes all listeners off with the answer does
// not choose what becomes of the error: it may reject the promise, be lost, or end the whole process.
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const code = `
  const { parentPort } = require('node:worker_threads');
  parentPort.postMessage('answered');
  setImmediate(() => { throw new Error('the audit log is full'); });
`;
const counts = { answered: 0, rejected: 0 };
let uncaught = 0;
// Without this line the process would end at the first of them.
process.on('uncaughtException', () => uncaught++);

for (let run = 0; run < 50; run++) {
  const worker = new Worker(code, { eval: true });
  const promise = new Promise((resolve, reject) => {
    const cleanup = () => {
      worker.removeAllListeners();
      void worker.terminate();
    };
    worker.on('message', (answer) => (cleanup(), resolve(answer)));
    worker.on('error', (error) => (cleanup(), reject(error)));
  });
  await promise.then(
    () => counts.answered++,
    () => counts.rejected++,
  );
  while (worker.threadId !== -1) await setImmediate();
}
const { answered, rejected } = counts;
console.log(
  `${answered + rejected} answers sent: ${rejected} rejected all the same, ${uncaught} uncaught exceptions`,
);
