import type { Registry } from '@watertight/cleanup-registry';
import type { TaskContext } from '../systems/task-context.ts';

/** What a scenario does with its tasks. */
export interface Handler {
  /** Counters of its own, for the probe to watch. */
  readonly counters?: Readonly<Record<string, () => number>>;
  /** Does one task. Resolves with whether it went well; a malformed document does not. */
  process(context: TaskContext): Promise<boolean>;
  /** Resolves when nothing goes on behind finished tasks, where something may. */
  quiet?(): Promise<void>;
}

/** What the scenario's system gives to its handler. */
export interface HandlerTools {
  /** Owns whatever the handler opens and does not lose. */
  readonly registry: Registry;
  /** To be called when a task is seen to be lost: its promise will never settle. */
  readonly lose: () => void;
}

export type CreateHandler = (tools: HandlerTools) => Handler;
