import { getEventListeners } from 'node:events';
import type { TaskContext } from '../../systems/task-context.ts';
import { DigestClient } from '../digest-client.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

/** One AbortSignal for the life of the service, and a listener on it for each task. */
export const sharedSignal: CreateHandler = ({ registry }) => {
  const client = new DigestClient(registry, './digest-worker.js');
  const { signal } = registry.abortController();
  const cancelled: TaskContext[] = [];
  return {
    counters: { listeners: () => getEventListeners(signal, 'abort').length },
    async process(context) {
      const cancel = (): void => void cancelled.push(context);
      signal.addEventListener('abort', cancel);
      await client.digest(context);
      // LEAK, a listener per task on a signal that outlives them all.
      if (!makes('shared-signal')) signal.removeEventListener('abort', cancel);
      return true;
    },
  };
};
