import { captureIsolates, compareIsolates } from '@watertight/snapshot-diff';

const { handle } = await import('./service.mjs');
const directory = process.argv[2];

for (let id = 0; id < 50; id++) await handle(id); // warm up
const before = await captureIsolates({ directory, prefix: 'before-' });
for (let id = 50; id < 151; id++) await handle(id); // 101 tasks: a prime number
const after = await captureIsolates({ directory, prefix: 'after-' });

const { suspects } = await compareIsolates(before, after, { counts: { task: 101 } });
for (const { name, delta, k, per, location, path } of suspects) {
  console.log(`${name} +${delta} = ${k} per ${per}, defined in line ${location?.line}`);
  console.log(path.map((step) => step.text).at(-1));
}
