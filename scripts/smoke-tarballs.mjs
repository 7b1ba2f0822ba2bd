// The only gate that meets the product as a user does: packs the four packages, installs the
// tarballs in an empty folder, imports and requires them, starts the shipped worker and command,
// and type-checks a consumer under both resolutions that TypeScript users have.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, node, npm, packages, root } from './lib.mjs';

const folder = mkdtempSync(join(tmpdir(), 'watertight-smoke-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const write = (name, text) => writeFileSync(join(folder, name), text);

for (const name of packages) {
  npm(['pack', '--silent', '--pack-destination', folder], { cwd: join(root, 'packages', name) });
}
const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
npm(['install', '--no-audit', '--no-fund', '--no-save', ...tarballs.map((file) => `./${file}`)], {
  cwd: folder,
});
for (const file of tarballs) {
  console.log(
    `${file.padEnd(44)} ${(statSync(join(folder, file)).size / 1024).toFixed(1)} KB packed`,
  );
}

write(
  'tasks.mjs',
  `import { threadId } from 'node:worker_threads';
export function add(a, b) { return a + b; }
export async function where() { return threadId; }
`,
);
write(
  'tasks.d.mts',
  `export function add(a: number, b: number): number;\nexport function where(): Promise<number>;\n`,
);
write(
  'piscina-tasks.mjs',
  `import { isWorkerThread, move } from 'piscina';
import { workerData } from '@watertight/pool/piscina';
export default ({ a, b }) => a + b;
export const give = (bytes) => move(new Uint8Array(bytes));
export const seen = () => [isWorkerThread, workerData];
`,
);
const body = `
async function piscina() {
  const filename = String(TASKS).replace('tasks.mjs', 'piscina-tasks.mjs');
  // The second import of the module is 'piscina', which is not installed here.
  const canRedirect = typeof require_('node:module').registerHooks === 'function';
  const tasks = canRedirect ? filename : filename.replace('piscina-tasks', 'tasks');
  const pool = new Piscina({ filename: tasks, maxThreads: 1, workerData: 7, name: canRedirect ? 'default' : 'where' });
  if (canRedirect) {
    if ((await pool.run({ a: 20, b: 22 })) !== 42) throw new Error('wrong sum');
    if ((await pool.run(8, { name: 'give' })).length !== 8) throw new Error('nothing moved');
    if (String(await pool.run(null, { name: 'seen' })) !== 'true,7') throw new Error('not in a worker');
  }
  await pool.run(null, { name: canRedirect ? 'seen' : 'where' });
  await pool.close();
  if (pool.threads.length > 0) throw new Error('threads are left');
}
async function main() {
  await piscina();
  const tasks = TASKS;
  await using_(createPool(tasks, { maxThreads: 1 }), async (pool) => {
    if ((await pool.run('add', [20, 22])) !== 42) throw new Error('wrong sum');
    if ((await pool.run('where', [])) === 0) throw new Error('ran on the main thread');
    // BullMQ is a peer and is not installed here: what it would call is called.
    const job = { data: { n: 1 }, updateProgress: async () => undefined };
    const sum = await processor(pool, ({ data }) => ['add', [data.n, 2]])(job);
    if (sum !== 3 || typeof attach !== 'function') throw new Error('the processor does not work');
  });
  const registry = createRegistry({ name: 'smoke' });
  let closed = 0;
  registry.defer(() => { closed++; });
  await registry.dispose();
  if (closed !== 1) throw new Error('not disposed');
  const probe = createProbe({ settle: 1000 });
  await probe.quiescent({ tasks: 0 });
  if (probe.verdict().verdict !== 'insufficient') throw new Error('one floor is no verdict');
  probe[Symbol.dispose]();
  const captured = await captureIsolates({ directory: DIRECTORY });
  const snapshot = await readSnapshot(captured[0].file);
  const { rows } = compareSnapshots(snapshot, snapshot, { tasks: 1 });
  if (rows.length !== 0) throw new Error('a snapshot differs from itself');
}
async function using_(resource, use) {
  try { return await use(resource); } finally { await resource[Symbol.asyncDispose](); }
}
main().then(() => console.log('ok', FORM), (error) => { console.error(error); process.exitCode = 1; });
`;
write(
  'esm.mjs',
  `import { createPool } from '@watertight/pool';
import { attach, processor } from '@watertight/pool/bullmq';
import { createRegistry } from '@watertight/cleanup-registry';
import { createProbe } from '@watertight/gc-probe';
import { captureIsolates, compareSnapshots, readSnapshot } from '@watertight/snapshot-diff';
import Piscina from '@watertight/pool/piscina';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
const require_ = createRequire(import.meta.url);
const TASKS = new URL('./tasks.mjs', import.meta.url);
const DIRECTORY = fileURLToPath(new URL('.', import.meta.url));
const FORM = 'esm';
${body}`,
);
write(
  'cjs.cjs',
  `const { createPool } = require('@watertight/pool');
const { attach, processor } = require('@watertight/pool/bullmq');
const { createRegistry } = require('@watertight/cleanup-registry');
const { createProbe } = require('@watertight/gc-probe');
const { captureIsolates, compareSnapshots, readSnapshot } = require('@watertight/snapshot-diff');
const Piscina = require('@watertight/pool/piscina');
const require_ = require;
const TASKS = require('node:path').join(__dirname, 'tasks.mjs');
const DIRECTORY = __dirname;
const FORM = 'cjs';
${body}`,
);
for (const program of ['esm.mjs', 'cjs.cjs']) {
  process.stdout.write(node([program], { cwd: folder, timeout: 120_000 }).stdout);
}
const help = node(['node_modules/@watertight/snapshot-diff/dist/cli.js', '--help'], {
  cwd: folder,
});
if (!help.stdout.includes('snapshot-diff')) throw new Error('snapshot-diff --help says nothing');
console.log('ok snapshot-diff --help');

// Types: the consumer needs the types of Node.js, as in any project; taken from ours.
mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true });
for (const name of ['@types/node', 'undici-types']) {
  cpSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
}
write(
  'consumer.mts',
  `import { createPool } from '@watertight/pool';
import Piscina, { FixedQueue, type PiscinaTask, type TaskQueue } from '@watertight/pool/piscina';
import { createRegistry } from '@watertight/cleanup-registry';
import { createProbe } from '@watertight/gc-probe';
import { compareSnapshots, readSnapshot } from '@watertight/snapshot-diff';

await using pool = createPool<typeof import('./tasks.mjs')>(new URL('./tasks.mjs', import.meta.url));
const sum: number = await pool.run('add', [1, 2]);
const thread: number = await pool.run('where', []);
// @ts-expect-error: an argument of the wrong type is refused
await pool.run('add', ['1', 2]);
// @ts-expect-error: a name that the module does not export is refused
await pool.run('subtract', [1, 2]);
class Ours extends Piscina<{ a: number; b: number }, number> {}
await using ours = new Ours({ filename: '/tasks.mjs', taskQueue: new FixedQueue() });
const other: number = await ours.run({ a: 1, b: 2 }, { name: 'add' });
// @ts-expect-error: a task of the wrong type is refused
await ours.run('1');
const queue: TaskQueue = ours.options.taskQueue;
const name = (task: PiscinaTask): string => task.name;
console.log(other, queue.size, name);
await using registry = createRegistry({ name: 'types' });
registry.defer(() => {});
using probe = createProbe({ settle: 1000 });
const verdict: 'insufficient' | 'stable' | 'suspect' | 'leak' = probe.verdict().verdict;
const snapshot = await readSnapshot('a.heapsnapshot');
console.log(sum, thread, verdict, compareSnapshots(snapshot, snapshot, { tasks: 1 }).rows.length);
`,
);
// BullMQ is a peer: a link to ours, whose types find what they need beside it.
symlinkSync(
  join(root, 'node_modules', 'bullmq'),
  join(folder, 'node_modules', 'bullmq'),
  'junction',
);
write(
  'bullmq.mts',
  `import { Worker, type Job, type Processor } from 'bullmq';
import { createPool } from '@watertight/pool';
import { attach, processor, type AttachOptions, type JobCall } from '@watertight/pool/bullmq';

interface Sum { readonly a: number; readonly b: number }
const pool = createPool<typeof import('./tasks.mjs')>(new URL('./tasks.mjs', import.meta.url));
const call = ({ data }: Job<Sum, number>): JobCall => ['add', [data.a, data.b], { timeout: 1000 }];
const add: Processor<Sum, number> = processor<Sum, number>(pool, call);
const named = processor(pool, 'add');
// @ts-expect-error: a call is the name of a task and an array of arguments
processor(pool, () => ['add', 1, 2]);
// @ts-expect-error: something else than a pool is refused
processor({}, 'add');
const options: AttachOptions = { concurrency: 4, deadline: 1000 };
const worker = new Worker<Sum, number>('sums', add, { connection: { host: 'localhost' } });
await using both: AsyncDisposable = attach(worker, pool, options);
// @ts-expect-error: an option of the wrong type is refused
attach(worker, pool, { concurrency: '4' });
console.log(both, named);
`,
);
write(
  'sub-paths.cts',
  `import { attach, processor } from '@watertight/pool/bullmq';
import { Piscina } from '@watertight/pool/piscina';

const pool = new Piscina<number, string>({ filename: '/tasks.js' });
const result: Promise<string> = pool.run(1);
console.log(attach, processor, result);
`,
);
for (const [module, resolution] of [
  ['node16', 'node16'],
  ['esnext', 'bundler'],
]) {
  write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        lib: ['es2022', 'esnext.disposable'],
        module,
        moduleResolution: resolution,
        types: ['node'],
        strict: true,
        noEmit: true,
      },
      files: ['consumer.mts', 'bullmq.mts', ...(resolution === 'node16' ? ['sub-paths.cts'] : [])],
    }),
  );
  node([bin('typescript', 'tsc'), '-p', '.'], { cwd: folder });
  console.log(`ok types, moduleResolution ${resolution}, the sub-paths too`);
}
