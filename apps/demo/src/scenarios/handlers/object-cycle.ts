import type { TaskContext } from '../../systems/task-context.ts';
import { DigestClient } from '../digest-client.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

/** A node of a graph in which everything holds everything. */
class Knot {
  readonly context: TaskContext;
  readonly others: Knot[] = [];

  constructor(context: TaskContext) {
    this.context = context;
  }
}

/** Circular references are no leak: the collector starts at the roots and never sees them. */
export const objectCycle: CreateHandler = ({ registry }) => {
  const client = new DigestClient(registry, './digest-worker.js');
  return {
    async process(context) {
      await client.digest(context);
      if (makes('object-cycle')) {
        const knots = Array.from({ length: 50 }, () => new Knot(context));
        for (const knot of knots) knot.others.push(...knots);
      }
      return true;
    },
  };
};
