import { expect } from 'vitest';
import { inProcess } from '../helpers.ts';

/** How often the thing is done; `npm run soak` asks for the long form. */
export function rounds(short: number, long: number): number {
  return process.env['WATERTIGHT_SOAK_TASKS'] === undefined ? short : long;
}

export interface Census {
  /** Live objects of the platform after garbage collection. */
  workers: number;
  ports: number;
  /** What Node.js counts as holding the process. */
  resources: string[];
  /** Bytes that the heap grew in the second half of the rounds. */
  heapGrowth: number;
  rssGrowth: number;
  [key: string]: unknown;
}

/**
 * Runs `body` in a process of its own; it has `createPool`, `fixture`, `half()` to call in the
 * middle of its rounds, and `result` to fill. Counts what is left when it has ended.
 */
export async function census(body: string): Promise<Census> {
  const { code, stdout, stderr } = await inProcess(
    `
import v8 from 'node:v8';
import { Worker, MessagePort } from 'node:worker_threads';
const result = {};
const collect = async () => {
  for (let i = 0; i < 5; i += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
};
const count = (constructor) => v8.queryObjects(constructor, { format: 'count' });
// The prototypes are counted too, and that of ports is made with the first port.
const { port1 } = new MessageChannel();
port1.close();
await collect();
const before = { workers: count(Worker), ports: count(MessagePort) };
let middle;
const half = async () => {
  await collect();
  const { heapUsed, rss } = process.memoryUsage();
  middle = { heapUsed, rss };
};
await (async () => {${body}})();
await collect();
const { heapUsed, rss } = process.memoryUsage();
console.log(JSON.stringify({
  workers: count(Worker) - before.workers,
  ports: count(MessagePort) - before.ports,
  resources: process.getActiveResourcesInfo().filter((name) => !/^(TTY|Pipe)Wrap$|^Immediate$/.test(name)),
  heapGrowth: middle ? heapUsed - middle.heapUsed : 0,
  rssGrowth: middle ? rss - middle.rss : 0,
  ...result,
}));
`,
    ['--expose-gc', '--no-warnings'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Census;
}
