// Two workers that share tasks, probed from inside: what does a task leave behind in them?
import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

if (isMainThread) {
  const { createProbe } = await import('@watertight/gc-probe');
  const probe = createProbe({ settle: 50 });
  const pool = [new Worker(new URL(import.meta.url)), new Worker(new URL(import.meta.url))];
  let tasks = 0;
  const external = () => probe.verdict().signals.find((each) => each.signal === 'workers.external');
  while (external()?.verdict !== 'leak' && tasks < 20_000) {
    // 200 tasks, shared by both ...
    for (const worker of pool) worker.postMessage(100);
    await Promise.all(pool.map((worker) => once(worker, 'message')));
    tasks += 200;
    // ... and a moment with nothing in flight: the floors of main and of both workers.
    await probe.quiescent({ tasks });
  }
  const { signal, verdict, slopePerTask, intervalPerTask } = external();
  const within = intervalPerTask[0] <= 1_024 && 1_024 <= intervalPerTask[1];
  console.log(`${verdict}: ${signal}, ${slopePerTask.toFixed(0)} B per task`);
  console.log(`the interval holds the 1,024 B that a task leaves: ${within}`);
  await Promise.all(pool.map((worker) => worker.terminate()));
  probe.dispose();
} else {
  await import('@watertight/gc-probe/worker'); // all the wiring that a worker needs
  const cache = []; // filled by every task, emptied by none: the leak
  parentPort.on('message', (count) => {
    for (let i = 0; i < count; i++) cache.push(Buffer.alloc(1_024));
    parentPort.postMessage('done');
  });
}
