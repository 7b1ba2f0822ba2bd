// An HTTP service as Kubernetes ends it: SIGTERM, readiness goes first, requests in flight finish.
//   node examples/shutdown.mjs
import { once } from 'node:events';
import http from 'node:http';
import { createRegistry } from '@watertight/cleanup-registry';
import { installShutdown } from '@watertight/cleanup-registry/shutdown';

let ready = true;
const service = createRegistry({ name: 'service', phases: ['intake', 'storage'], deadline: 5000 });
// First of all, so that a signal during start-up finds it. In a cluster, `grace` is the time that load
// balancers need to notice.
const shutdown = installShutdown(service, { onBegin: () => (ready = false), grace: 3000 });

service.defer(() => console.log('storage closed'), { phase: 'storage', name: 'database' });

const server = http.createServer((request, response) => {
  if (request.url === '/ready') return void response.writeHead(ready ? 200 : 503).end();
  // Work that takes a while, and ends early when nobody waits for it any more.
  service.timeout(() => response.end('done'), 50);
});
service.server(server.listen(0), { phase: 'intake' });
await shutdown.hold(once(server, 'listening'));

// What a client sees of it.
const base = `http://localhost:${server.address().port}`;
const answer = fetch(`${base}/work`).then((response) => response.text());
await once(server, 'request');
console.log('ready', (await fetch(`${base}/ready`)).status);
process.kill(process.pid, 'SIGTERM');
await once(shutdown.signal, 'abort');
console.log('ready', (await fetch(`${base}/ready`)).status);
console.log('request in flight:', await answer);
