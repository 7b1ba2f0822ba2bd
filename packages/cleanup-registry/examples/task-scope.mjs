// Worker threads that run tasks, each in a scope of its own: whatever a task opens goes when it ends.
//   node examples/task-scope.mjs
import { once } from 'node:events';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { createRegistry } from '@watertight/cleanup-registry';

if (isMainThread) {
  const pool = createRegistry({ name: 'pool' });
  const worker = pool.worker(new Worker(new URL(import.meta.url)));
  for (const task of ['resize', 'fails', 'hash']) {
    worker.postMessage(task);
    const [report] = await once(worker, 'message');
    console.log(report);
  }
  await pool.dispose();
  console.log('live:', pool.live().length);
} else {
  const tasks = createRegistry({ name: 'tasks' });
  parentPort.on('message', async (task) => {
    const scope = tasks.scope(task);
    let outcome = 'done';
    try {
      scope.interval(() => undefined, 1000, { name: 'progress' });
      scope.tempFile('input.bin');
      if (task === 'fails') throw new Error('bad input');
    } catch (error) {
      outcome = error.message;
    } finally {
      const held = scope.size;
      await scope.dispose();
      parentPort.postMessage(`${task}: ${outcome}, held ${held}, holds ${scope.size}`);
    }
  });
}
