// oxlint-disable typescript/no-explicit-any -- any is what makes a function type match them all
type AnyFunction = (...args: any[]) => any;

/** A module whose exports are not known: every name, any arguments, any result. */
export type AnyTasks = Record<string, AnyFunction>;

/** The names of the exported functions of a task module, without its hooks. */
export type TaskName<M> = {
  [K in Exclude<keyof M, 'init' | 'teardown'>]: M[K] extends AnyFunction ? K : never;
}[Exclude<keyof M, 'init' | 'teardown'>] &
  string;

/** The names of the exported functions that return something to iterate, as generators do. */
export type StreamName<M> = {
  [K in keyof M]: M[K] extends (...args: any[]) => infer R
    ? Awaited<R> extends Streamed<any, any>
      ? K
      : never
    : never;
}[keyof M] &
  string;

type Streamed<T, R> = AsyncIterable<T, R, any> | (Iterable<T, R, any> & object);

/** What a streamed task yields. */
export type StreamItem<M, K extends keyof M> = M[K] extends (...args: any[]) => infer R
  ? Awaited<R> extends AsyncIterable<infer T> | Iterable<infer T>
    ? Awaited<T>
    : never
  : never;

/** What a streamed task returns at its end. */
export type StreamReturn<M, K extends keyof M> = M[K] extends (...args: any[]) => infer R
  ? Awaited<R> extends AsyncGenerator<any, infer V> | Generator<any, infer V>
    ? V
    : undefined
  : never;

/** The arguments of a task, as a tuple. */
export type TaskArgs<M, K extends keyof M> = M[K] extends (...args: infer A) => any
  ? Readonly<A>
  : never;

/** What `await pool.run(name, …)` gives. */
export type TaskResult<M, K extends keyof M> = M[K] extends (...args: any[]) => infer R
  ? Awaited<R>
  : never;
