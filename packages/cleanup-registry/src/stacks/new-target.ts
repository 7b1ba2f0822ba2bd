/**
 * The rest of GetPrototypeFromConstructor (ECMA-262 10.1.14). Classes take their fallback prototype from
 * Object or Error of newTarget's realm, where the standard has the class's own prototype in that realm.
 * A realm is only reached through its Function constructor, which is code generation: where that is forbidden,
 * or the realm has no such class, the fallback is ours.
 */
export function adjustPrototype(
  made: object,
  newTarget: unknown,
  name: string,
  fallback: object,
): void {
  const given = Object.getPrototypeOf(made) as object;
  // Reading newTarget.prototype is observable, so it is not read again in the ordinary case.
  if (given === fallback || !isRoot(given)) return;
  const { prototype, constructor } = newTarget as { prototype: unknown; constructor: unknown };
  if (prototype === given) return;
  let foreign: unknown;
  try {
    const realm = (constructor as FunctionConstructor)('return globalThis')() as object;
    // In our own realm the fallback is ours, whatever class the global of that name is.
    if (realm !== globalThis)
      foreign = Reflect.get(Reflect.get(realm, name) as object, 'prototype');
  } catch {
    // Code generation is forbidden, there is no Function to ask, or no such class in that realm.
  }
  Object.setPrototypeOf(made, typeof foreign === 'object' && foreign ? foreign : fallback);
}

/** Whether it may be the %Object.prototype% or %Error.prototype% of some realm. */
function isRoot(prototype: object): boolean {
  const above = Object.getPrototypeOf(prototype) as object | null;
  if (above === null) return true;
  return Object.getPrototypeOf(above) === null && Object.hasOwn(prototype, 'toString');
}
