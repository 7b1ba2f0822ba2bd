import type { Corpus } from '../load/corpus.ts';
import type { CreateHandler } from './handler.ts';
import { fdPerTask } from './handlers/fd-per-task.ts';
import { lruCache } from './handlers/lru-cache.ts';
import { mainIntervalPerTask } from './handlers/main-interval-per-task.ts';
import { movedBuffers } from './handlers/moved-buffers.ts';
import { neverSettled } from './handlers/never-settled.ts';
import { objectCycle } from './handlers/object-cycle.ts';
import { pendingMap } from './handlers/pending-map.ts';
import { sharedSignal } from './handlers/shared-signal.ts';
import { socketPerTask } from './handlers/socket-per-task.ts';
import { unboundedPool } from './handlers/unbounded-pool.ts';
import { workerBurst } from './handlers/worker-burst.ts';
import { workerPerTask } from './handlers/worker-per-task.ts';
import { workerPerTaskPromise } from './handlers/worker-per-task-promise.ts';
import { DocumentService } from '../service/document-service.ts';
import { ScenarioSystem } from './scenario-system.ts';
import type { System } from '../systems/system.ts';

const handlers: Readonly<Record<string, CreateHandler>> = {
  'worker-per-task': workerPerTask,
  'unbounded-pool': unboundedPool,
  'pending-map': pendingMap,
  'main-interval-per-task': mainIntervalPerTask,
  'shared-signal': sharedSignal,
  'fd-per-task': fdPerTask,
  'socket-per-task': socketPerTask,
  'never-settled': neverSettled,
  'worker-per-task-promise': workerPerTaskPromise,
  'object-cycle': objectCycle,
  'lru-cache': lruCache,
  'worker-burst': workerBurst,
  'moved-buffers': movedBuffers,
};

/**
 * Makes what a scenario puts under load; the leaks of the story's own service have no handler.
 *
 * @param queue how many tasks may be under way; more are turned away
 */
export function createSystem(scenario: string, corpus: Corpus, queue?: number): System {
  const createHandler = handlers[scenario];
  return createHandler
    ? new ScenarioSystem(createHandler, corpus, queue)
    : new DocumentService(corpus, 2, queue);
}
