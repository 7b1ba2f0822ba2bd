import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import vm from 'node:vm';
import { expect, test } from 'vitest';

type Exports = typeof import('@watertight/cleanup-registry/stacks');

const built = readFileSync(new URL('../../dist/stacks.cjs', import.meta.url), 'utf8');

/** Loads the built stacks in a context of their own; on Node 20 and 22 it has no Symbol.dispose. */
function load(globals: object): { exports: Exports; context: vm.Context } {
  const module = { exports: {} };
  const context = vm.createContext({ ...globals, module, exports: module.exports });
  vm.runInContext(built, context);
  return { exports: module.exports as Exports, context };
}

test('in a context without Symbol.dispose they dispose what Node.js makes', async () => {
  const { exports } = load({ process });
  const stack = new exports.AsyncDisposableStack();
  const stream = stack.use(new Readable({ read: () => undefined }));
  stream.on('error', () => undefined);
  await stack.disposeAsync();
  expect(stream.destroyed).toBe(true);

  const sync = new exports.DisposableStack();
  let calls = 0;
  sync.use({ [Symbol.dispose]: () => (calls += 1) } as unknown as Disposable);
  sync.dispose();
  expect(calls).toBe(1);
  expect(typeof sync[Symbol.dispose]).toBe('function');
});

test('with nothing to take the symbols from they work with those that lowered code uses', () => {
  const { context } = load({});
  const calls = vm.runInContext(
    `const key = Symbol.dispose ?? Symbol.for('Symbol.dispose');
     let calls = 0;
     const stack = new module.exports.DisposableStack();
     stack.use({ [key]: () => { calls += 1; } });
     stack[key]();
     calls`,
    context,
  ) as number;
  expect(calls).toBe(1);
});
