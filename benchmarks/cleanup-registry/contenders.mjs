// How each contender registers, disposes and removes. A resource has both an `open` flag and Symbol.dispose.
import { createRegistry } from '@watertight/cleanup-registry';
import { DisposableStack as Stack } from '@watertight/cleanup-registry/stacks';
import CoreStack from 'core-js-pure/actual/disposable-stack/index.js';
import { build } from 'esbuild';
import { join } from 'node:path';
import { Subscription } from 'rxjs';

const kind = { kind: 'bench', dispose: (resource) => resource[Symbol.dispose]() };

/** A Set disposed in the order of insertion: the design of VS Code's DisposableStore. */
class SetStore {
  #set = new Set();
  add(resource) {
    this.#set.add(resource);
  }
  remove(resource) {
    if (this.#set.delete(resource)) resource[Symbol.dispose]();
  }
  dispose() {
    for (const resource of this.#set) resource[Symbol.dispose]();
    this.#set.clear();
  }
}

/** The real one, from an unpacked monaco-editor, which ships VS Code's lifecycle.js. */
async function realStore() {
  const folder = process.env.MONACO_EDITOR;
  if (!folder) return {};
  const entryPoints = [join(folder, 'esm/vs/base/common/lifecycle.js')];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', write: false });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { DisposableStore } = await import(`data:text/javascript;base64,${code}`);
  return {
    'VS Code DisposableStore': {
      create: () => new DisposableStore(),
      add: (store, resource) => void store.add(resource),
      dispose: (store) => store.dispose(),
      remove: (store, resource) => store.delete(resource),
    },
  };
}

const registry = (options, register) => ({
  create: () => createRegistry(options),
  add: register,
  // Everything is synchronous here, so all is disposed when the call returns.
  dispose: (owner) => void owner.dispose(),
  remove: (_owner, _resource, handle) => handle[Symbol.dispose](),
});

const subscription = {
  create: () => new Subscription(),
  dispose: (owner) => owner.unsubscribe(),
};

const own = (owner, resource) => owner.own(resource, kind);

export const contenders = {
  array: {
    create: () => [],
    add: (list, resource) => void list.push(resource),
    dispose(list) {
      while (list.length > 0) list.pop()[Symbol.dispose]();
    },
    remove(list, resource) {
      list.splice(list.indexOf(resource), 1);
      resource[Symbol.dispose]();
    },
    linear: true,
  },
  'registry.own': registry({ sample: 0 }, own),
  'registry.own sampled 1/1000': registry({ sample: 1000 }, own),
  'registry.use': registry({ sample: 0 }, (owner, resource) => void owner.use(resource)),
  'registry.release': {
    ...registry({ sample: 0 }, own),
    remove: (owner, resource) => owner.release(resource),
  },
  'Set (VS Code)': {
    create: () => new SetStore(),
    add: (store, resource) => void store.add(resource),
    dispose: (store) => store.dispose(),
    remove: (store, resource) => store.remove(resource),
  },
  ...(await realStore()),
  ...stack(globalThis.DisposableStack ? 'native DisposableStack' : 'our DisposableStack', Stack),
  ...stack('core-js-pure', CoreStack),
  rxjs: {
    ...subscription,
    add: (owner, resource) => owner.add({ unsubscribe: () => resource[Symbol.dispose]() }),
  },
  // The only form of which one can be taken out again.
  'rxjs removable': {
    ...subscription,
    add(owner, resource) {
      const child = new Subscription(() => resource[Symbol.dispose]());
      owner.add(child);
      return child;
    },
    remove: (_owner, _resource, child) => child.unsubscribe(),
    linear: true,
  },
};

function stack(name, Class) {
  return {
    [name]: {
      create: () => new Class(),
      add: (owner, resource) => void owner.use(resource),
      dispose: (owner) => owner.dispose(),
    },
  };
}
