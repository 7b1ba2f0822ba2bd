import type { TaskArgs, TaskName, TaskResult } from './task-types.ts';

/** The exported functions of a task module as methods that return promises. */
export type PoolTasks<M> = {
  readonly [K in TaskName<M>]: (...args: TaskArgs<M, K>) => Promise<TaskResult<M, K>>;
};

type Run = (name: string, args: readonly unknown[]) => Promise<unknown>;

/** Any name is a method; the worker knows which there are. */
export function taskProxy(run: Run): object {
  const methods = new Map<string, (...args: unknown[]) => Promise<unknown>>();
  return new Proxy(Object.freeze({}), {
    get(_target, name) {
      // Not `then`: an object that is awaited by mistake must not become a task.
      if (typeof name !== 'string' || name === 'then') return undefined;
      let method = methods.get(name);
      if (!method) {
        method = (...args) => run(name, args);
        methods.set(name, method);
      }
      return method;
    },
  });
}
