import { createPool } from '@watertight/pool';

await using pool = createPool<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));

console.log(await pool.run('fibonacci', [20]));

const digests = await Promise.all(['a', 'b', 'c'].map((text) => pool.run('sha256', [text])));
console.log(digests.map((digest) => digest.slice(0, 8)).join(' '));

const error = await pool.run('forEver', [], { timeout: 50 }).catch((reason) => reason);
console.log(error.code, pool.stats().completed);
