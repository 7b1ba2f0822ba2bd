// A service whose resources end with the block that made them, in reverse order.
// Needs TypeScript, a bundler, or Node.js 24 for `await using`.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Worker } from 'node:worker_threads';
import { createRegistry } from '@watertight/cleanup-registry';

await using service = createRegistry({ name: 'service', deadline: 1000 });
const server = service.server(createServer().listen(0));
const worker = service.worker(new Worker('setInterval(() => {}, 1000)', { eval: true }));
await Promise.all([once(server, 'listening'), once(worker, 'online')]);

const request = service.scope('request 7');
request.timeout(() => console.log('never'), 60_000, { name: 'patience' });
request.adopt('lease 3', async (lease) => console.log(`gave back ${lease}`));
console.log(service.live().map(({ scope, kind }) => `${scope}: ${kind}`));

await request.dispose();
console.log(service.live().map(({ kind }) => kind));
// Here the worker is terminated, then the server closed, and the process can end.
