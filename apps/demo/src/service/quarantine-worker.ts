// Inspects one suspicious document at a time, strictly, away from everything else.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', (document: Uint8Array) => {
  const [header = '', ...rows] = new TextDecoder().decode(document).split('\n');
  const columns = header.split(',').length;
  const bad = rows.findIndex((row) => row.split(',').length !== columns);
  parentPort?.postMessage(bad < 0 ? { ok: true } : { ok: false, row: bad + 1 });
});
