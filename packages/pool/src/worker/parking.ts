import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { countSent, park } from '../protocol/claims.ts';
import type { ControlMessage } from '../protocol/messages.ts';

/**
 * How long a worker that has run out of tasks sleeps on shared memory before it goes back to its
 * event loop: on most systems it wakes from there sooner than from its loop.
 */
const PARK_MS = 0.2;

/**
 * Makes a function that gives the next batch, if it comes within a moment. The event loop stands
 * still meanwhile, so it does not wait where a task has left anything that the loop has to serve:
 * timers, sockets, requests, ports.
 */
export function parking(
  port: MessagePort,
  words: Int32Array,
  onControl: (message: ControlMessage) => void,
  onUnreadable: (error: unknown) => void,
): () => unknown[] | undefined {
  const ports = process.getActiveResourcesInfo().filter(isPort).length;
  const read = (): unknown[] | ControlMessage | undefined => {
    try {
      return receiveMessageOnPort(port)?.message as unknown[] | undefined;
    } catch (error) {
      onUnreadable(error);
      return undefined;
    }
  };
  return () => {
    const active = process.getActiveResourcesInfo();
    if (active.length > ports || !active.every(isPort)) return undefined;
    for (;;) {
      // Read first: what is sent between the look and the sleep must end the sleep.
      const sent = countSent(words);
      const message = read();
      if (Array.isArray(message)) return message;
      if (message) onControl(message);
      else if (!park(words, sent, PARK_MS)) return undefined;
    }
  };
}

function isPort(resource: string): boolean {
  return resource === 'MessagePort';
}
