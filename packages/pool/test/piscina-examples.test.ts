import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The examples, with another import; the program runs in a process of its own. */
async function run(program: string, library: string, folder: string): Promise<string> {
  await mkdir(path(`../.tsc/${folder}`), { recursive: true });
  for (const name of await readdir(path('../examples/piscina'))) {
    const text = await readFile(path(`../examples/piscina/${name}`), 'utf8');
    const changed = text.replaceAll('@watertight/pool/piscina', library);
    await writeFile(path(`../.tsc/${folder}/${name}`), changed);
  }
  const { stdout } = await promisify(execFile)(process.execPath, [
    path(`../.tsc/${folder}/${program}`),
  ]);
  return stdout;
}

const printed = {
  'hello.mjs': '10\n24\n2 true\n',
  'build.mjs': `one.js: /* built */ const one = 1; export { one }; (0 bytes left here)
two.js: /* built */ const two = 2; export { two }; (0 bytes left here)
SyntaxError: broken.js does not parse
{ names: [ 'broken.js', 'one.js', 'two.js' ], isWorkerThread: true } 4
`,
  'dedupe.cjs': `5000 domains, 1667 kept, first a0.example.com
{ completed: 10, queueSize: 0, timed: true }
`,
  'query.mjs': `[ 2, 1 ]
AbortError: The task has been aborted
Error: worker exited with code: 7
{
  answered: 60,
  refused: 0,
  burst: [ 'Error: Task queue is at limit', 'Error: Task queue is at limit' ]
}
[ 1 ] 0
`,
};

test.each(Object.entries(printed))('%s with piscina', async (program, expected) => {
  expect(await run(program, 'piscina', 'piscina-theirs')).toBe(expected);
});

test.each(Object.entries(printed))('%s with the import changed', async (program, expected) => {
  const ours = program.endsWith('.cjs') ? path('../.tsc/piscina.cjs') : '../piscina.mjs';
  expect(await run(program, ours, 'piscina-ours')).toBe(expected);
});

test('the example of the README is examples/piscina/hello.mjs', async () => {
  const readme = await readFile(path('../README.md'), 'utf8');
  expect(readme).toContain(await readFile(path('../examples/piscina/hello.mjs'), 'utf8'));
});
