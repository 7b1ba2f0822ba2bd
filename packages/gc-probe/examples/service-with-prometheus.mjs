// A service that shows floors, pauses and the verdict to Prometheus, at GET /metrics.
import { createServer } from 'node:http';
import { createProbe } from '@watertight/gc-probe';
import { exportToPrometheus } from '@watertight/gc-probe/prometheus';
import { Registry } from 'prom-client';

const registry = new Registry();
const probe = createProbe({ settle: 60_000 });
const exporting = exportToPrometheus(probe, { registry });

const server = createServer(async (request, response) => {
  if (request.url !== '/metrics') return response.end('hello\n');
  // Every scrape takes a sample: there is no timer to stop.
  response.setHeader('content-type', registry.contentType);
  response.end(await registry.metrics());
});
server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  await (await fetch(`${base}/`)).text();
  const metrics = await (await fetch(`${base}/metrics`)).text();
  console.log(metrics.match(/gc_probe_verdict\{verdict="insufficient"\} \d/)[0]);
  console.log(
    `has nodejs_gc_duration_seconds: ${metrics.includes('nodejs_gc_duration_seconds_count')}`,
  );
  exporting[Symbol.dispose]();
  probe.dispose();
  server.close();
  server.closeAllConnections();
});
