// oxlint-disable typescript/no-explicit-any -- any is what makes a function type match them all
type AnyFunction = (...args: any[]) => any;

/** A module whose exports are not known: every name, any arguments, any result. */
export type AnyTasks = Record<string, AnyFunction>;

/** The names of the exported functions of a task module. */
export type TaskName<M> = {
  [K in keyof M]: M[K] extends AnyFunction ? K : never;
}[keyof M] &
  string;

/** The arguments of a task, as a tuple. */
export type TaskArgs<M, K extends keyof M> = M[K] extends (...args: infer A) => any
  ? Readonly<A>
  : never;

/** What `await pool.run(name, …)` gives. */
export type TaskResult<M, K extends keyof M> = M[K] extends (...args: any[]) => infer R
  ? Awaited<R>
  : never;
