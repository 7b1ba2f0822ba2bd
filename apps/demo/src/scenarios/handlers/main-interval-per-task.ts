import { DigestClient } from '../digest-client.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

/** A watchdog per task in the main thread, which nobody calls off. */
export const mainIntervalPerTask: CreateHandler = ({ registry }) => {
  const client = new DigestClient(registry, './digest-worker.js');
  let late = 0;
  return {
    async process(context) {
      // LEAK, an interval per task: its closure holds the context, and the timer list holds it.
      const watchdog = setInterval(function overdue() {
        if (performance.now() - context.dueAt > 60_000) late++;
      }, 30_000);
      await client.digest(context);
      if (!makes('main-interval-per-task')) clearInterval(watchdog);
      return late === 0;
    },
  };
};
