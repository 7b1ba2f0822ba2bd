// Knows nothing of this package. Each request leaves an Order behind, in a worker.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

class Order {
  constructor(id) {
    this.id = id;
  }
}

if (isMainThread) {
  const worker = new Worker(fileURLToPath(import.meta.url), { name: 'orders' });
  await once(worker, 'online');
  const server = createServer(async (request, response) => {
    worker.postMessage(request.url);
    await once(worker, 'message');
    // Not kept: an idle one is closed after some seconds, perhaps while the next request is on its way.
    response.writeHead(200, { connection: 'close' }).end();
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
} else {
  const open = new Map();
  parentPort.on('message', (url) => {
    open.set(open.size, new Order(url));
    parentPort.postMessage('done');
  });
}
