// --http: the service behind a real HTTP server, driven by a real load generator.
import { parse, wholeNumber } from '../command/arguments.ts';
import { UsageError } from '../command/usage-error.ts';
import { judgeHttp } from '../http/judge-http.ts';
import { fire } from '../http/load-generator.ts';
import { createTrialRecord } from '../trial/trial-record.ts';
import { runTrial } from '../trial/run-trial.ts';
import { loadOptions, loadUsage, readLoadOptions } from './load-options.ts';

export const usage: string = `Usage: npm run demo -- --http [OPTIONS]

Puts an HTTP server in front of the fixed service (POST /tasks/gzip, hash, markdown or csv), drives it
with autocannon over loopback, and compares what the clients saw with what the service counted. When
too many tasks are under way, requests are answered 503 with Retry-After.

  --tasks N        how many requests (default 2000)
  --connections N  clients, each with one connection (default 16)
  --rate N         requests per second of all clients together, at most; without it each client asks again
                   as soon as it has its answer. Their latency counts from when a request is sent
  --port N         of the loopback interface (default: any that is free)
${loadUsage()
  .split('\n')
  .filter((line) => /--(?:seed|queue|record|report|ci|help)/.test(line))
  .join('\n')}

Exit code: 0 both counts agree and nothing of the service is left; 1 not so; 64 wrong usage; 130 or
143 interrupted.`;

const known = {
  ...loadOptions,
  http: { type: 'boolean' },
  tasks: { type: 'string' },
  connections: { type: 'string' },
  port: { type: 'string' },
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parse({ args: [...args], options: known });
  if (values.load !== undefined) {
    throw new UsageError('--load says nothing with --http: the clients make the load, see --rate');
  }
  const { seed, queue, record: file, report, ci } = readLoadOptions(values, 1, false);
  const tasks = wholeNumber('--tasks', values.tasks ?? '2000', 1, 1e7);
  const connections = wholeNumber('--connections', values.connections ?? '16', 1, 10_000);
  const rate =
    values.rate === undefined ? undefined : wholeNumber('--rate', values.rate, 1, 100_000);
  const record = createTrialRecord('The fixed service behind an HTTP server', {
    scenario: 'service',
    mode: 'fixed',
    seed,
    schedule: undefined,
    malformedIn: 211,
    mainOnly: false,
    settle: 1000,
    looks: 'glances',
    warm: true,
    httpPort: wholeNumber('--port', values.port ?? '0', 0, 65_535),
    queue,
    record: file,
  });
  return runTrial({
    record,
    ci,
    report,
    async work(trial, narrator, signal) {
      const port = await trial.ready();
      narrator.note(
        `POST http://127.0.0.1:${port}/tasks/…: ${tasks} requests, ${connections} clients`,
      );
      await trial.watch();
      const seen = await fire({ port: port ?? 0, tasks, connections, rate, seed, signal });
      await trial.rest();
      await trial.finish();
      judgeHttp(record, seen);
    },
  });
}
