// A hand-written worker, as services have: takes a document, answers with its digest. What it does
// with a malformed one depends on the scenario.
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

export interface DigestRequest {
  readonly id: number;
  readonly input: Uint8Array;
  /** This document makes the worker's library give up: it ends the thread, with exit code 0. */
  readonly malformed: boolean;
}

export interface DigestReply {
  readonly id: number;
  readonly digest: string;
}

parentPort?.on('message', ({ id, input, malformed }: DigestRequest) => {
  if (malformed) process.exit(0);
  const reply: DigestReply = { id, digest: createHash('sha256').update(input).digest('hex') };
  parentPort?.postMessage(reply);
});
