// The long-lived worker of the journal: chains a digest over every record, in order.
import '@watertight/gc-probe/worker';
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

let chain = '';

parentPort?.on('message', ({ id, bytes }: { id: number; bytes: Uint8Array }) => {
  chain = createHash('sha256').update(chain).update(bytes).digest('hex');
  parentPort?.postMessage({ id, chain });
});
