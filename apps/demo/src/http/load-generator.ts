import autocannon from 'autocannon';
import { Corpus } from '../load/corpus.ts';
import { createJobs } from '../load/jobs.ts';
import type { Percentiles } from '../load/percentiles.ts';

/** What the clients saw; latencies in milliseconds. */
export interface ClientFigures {
  readonly sent: number;
  /** Answers by their status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests without an answer: connection errors and timeouts. */
  readonly errors: number;
  readonly seconds: number;
  readonly latency: Percentiles;
}

export interface FireOptions {
  readonly port: number;
  readonly tasks: number;
  readonly connections: number;
  /** Requests per second of all clients together; without it, as fast as answers come. */
  readonly rate: number | undefined;
  readonly seed: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Different requests, after which they come again: a prime, for no client is to have a kind of its own. */
const variety = 101;

/** Sends exactly so many requests over so many connections, and counts what comes back. */
export async function fire(options: FireOptions): Promise<ClientFigures> {
  const { port, tasks, connections, rate, seed, signal } = options;
  const corpus = new Corpus(seed);
  const jobs = createJobs({ firstId: 1, tasks: variety, malformed: 1, seed });
  const requests = jobs.map((job) => ({
    method: 'POST' as const,
    path: `/tasks/${job.kind}`,
    body: Buffer.from(corpus.inputOf(job)),
  }));
  let clients = 0;
  const running = autocannon({
    url: `http://127.0.0.1:${port}`,
    // More clients than requests would each send one all the same.
    connections: Math.min(connections, tasks),
    amount: tasks,
    // Its correction for omission takes every interval for 1 ms, whatever the rate (8.0.0).
    ...(rate !== undefined && { overallRate: rate, ignoreCoordinatedOmission: true }),
    // Node's own answer to a body that is long to come would be an error; this is a slow service.
    timeout: 60,
    // Every client begins elsewhere, or all of them would send the same at the same time.
    setupClient: (client) => client.setRequests(rotated(requests, clients++)),
  });
  const stop = (): void => void (running as unknown as { stop: () => void }).stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    const result = await running;
    const { latency } = result;
    return {
      sent: result.requests.sent,
      statuses: Object.fromEntries(
        Object.entries(result.statusCodeStats ?? {}).map(([status, { count = 0 }]) => [
          status,
          count,
        ]),
      ),
      errors: result.errors + result.timeouts,
      seconds: (result.finish.getTime() - result.start.getTime()) / 1000,
      latency: {
        p50: latency.p50,
        p90: latency.p90,
        p99: latency.p99,
        p999: latency.p99_9,
        max: latency.max,
      },
    };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A seventh of the way round for each client: no two of a hundred begin at the same one. */
function rotated<T>(items: readonly T[], client: number): T[] {
  const first = (client * Math.ceil(items.length / 7)) % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
