/** Exports of a task module that are no tasks: run before its first task, and after its last. */
export type HookName = 'init' | 'teardown';

export function isHook(name: string): name is HookName {
  return name === 'init' || name === 'teardown';
}
