export type TaskFunction = (...args: unknown[]) => unknown;

/** Few arguments are the rule; a call site of fixed arity needs no array for them. */
export function callTask(fn: TaskFunction, batch: unknown[], from: number, argc: number): unknown {
  switch (argc) {
    case 0:
      return fn();
    case 1:
      return fn(batch[from]);
    case 2:
      return fn(batch[from], batch[from + 1]);
    default:
      return fn(...batch.slice(from, from + argc));
  }
}

/** In a function of its own: the stack of the caller must not hold the arguments. */
export function takeOut(batch: unknown[], from: number, argc: number): { value: unknown } {
  const value = batch.slice(from, from + argc);
  batch.fill(undefined, from, from + argc);
  return { value };
}

export function callWith(found: TaskFunction, args: { value: unknown }): unknown {
  const given = args.value as unknown[];
  args.value = undefined;
  return found(...given);
}

// A call site that has seen one function only gets that function compiled into the loop, and the
// user's hot loop is then optimized as a part of ours: tasks of 0.1 ms took 2.5 times as long.
// Sites that have seen two functions call it, and it is optimized for itself.
const one: TaskFunction = () => 1;
const two: TaskFunction = () => 2;
for (let i = 0; i < 400; i += 1) callTask(i & 1 ? one : two, [], 0, (i >> 1) & 3);
