import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { OnProgress } from '../parse/read-columns.ts';
import { errorOf, type Answers, type Job, type Message, type Reply } from './job.ts';

/** From the sources (tests) the built file serves: Node.js 20 cannot load TypeScript. */
const program: URL = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/reader.js' : './reader.js',
  import.meta.url,
);

/** False where a bundler took the package apart and left the reader's file behind. */
export function hasReader(): boolean {
  return existsSync(program);
}

/**
 * Reads in a thread of its own. The columns move here, they are not copied. Settles only when the
 * thread has ended, also after an error or an abort.
 */
export async function readInThread<Kind extends Job['kind']>(
  job: Job & { kind: Kind },
  signal?: AbortSignal,
  onProgress?: OnProgress,
): Promise<Answers[Kind]> {
  signal?.throwIfAborted();
  const workerData: Job = { ...job, progress: onProgress !== undefined };
  const worker = new Worker(program, { workerData, execArgv: [], stdout: false });
  let abort: (() => void) | undefined;
  try {
    const reply = await new Promise<Reply>((resolve, reject) => {
      worker.on('message', (message: Message) => {
        if ('share' in message) onProgress?.(message.share);
        else resolve(message);
      });
      worker.once('error', reject);
      // Only if it ended without a word: after a reply this changes nothing.
      worker.once('exit', (code) =>
        reject(new Error(`the reader of ${job.path} ended without an answer (exit code ${code})`)),
      );
      abort = () => reject(signal!.reason);
      signal?.addEventListener('abort', abort, { once: true });
    });
    if ('failure' in reply) throw errorOf(reply.failure);
    return reply.answer as Answers[Kind];
  } finally {
    if (abort) signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
