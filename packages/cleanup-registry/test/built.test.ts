import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

// What users get: the built files, from a plain Node.js, imported and required.
const program = `
  const registry = createRegistry({ name: 'built' });
  const order = [];
  registry.defer(() => order.push('a'));
  registry.use({ [Symbol.asyncDispose]: async () => order.push('b') });
  const stack = new DisposableStack();
  stack.defer(() => order.push('stack'));
  registry.use(stack);
  registry.dispose().then(() => console.log(order.join()));
`;
const names = '{ createRegistry, DisposableStack }';

test('the classes of both entries are the same', () => {
  const code = `const index = require('@watertight/cleanup-registry');
    const stacks = require('@watertight/cleanup-registry/stacks');
    console.log(Object.keys(stacks).filter((name) => index[name] === stacks[name]).length);`;
  const output = execFileSync(process.execPath, ['-e', code], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  expect(output).toBe('3\n');
});

test.each([
  ['imported', 'module', `import ${names} from '@watertight/cleanup-registry';`],
  ['required', 'commonjs', `const ${names} = require('@watertight/cleanup-registry');`],
  [
    'with the stacks from their own entry',
    'commonjs',
    `const { createRegistry } = require('@watertight/cleanup-registry');
     const { DisposableStack } = require('@watertight/cleanup-registry/stacks');`,
  ],
])('the built package works %s', (_how, type, head) => {
  const output = execFileSync(process.execPath, [`--input-type=${type}`, '-e', head + program], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  expect(output).toBe('stack,b,a\n');
});
