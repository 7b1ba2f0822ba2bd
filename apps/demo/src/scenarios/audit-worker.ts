// Writes one line per document to an audit log.
import '@watertight/gc-probe/worker';
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { DigestReply, DigestRequest } from './digest-worker.ts';
import { makes } from '../systems/leaks.ts';

const { log } = workerData as { log: string };

parentPort?.on('message', ({ id, input }: DigestRequest) => {
  const digest = createHash('sha256').update(input).digest('hex');
  const fd = openSync(log, 'a');
  writeSync(fd, `${id} ${digest}\n`);
  // LEAK, a file descriptor per task: an openSync without its closeSync.
  if (!makes('fd-per-task')) closeSync(fd);
  const reply: DigestReply = { id, digest };
  parentPort?.postMessage(reply);
});
