// A worker module in TypeScript, with no build: Node.js 22.18, 24 and later strip its types.
import { createPool } from '@watertight/pool';

await using pool = createPool(new URL('./typed-tasks.ts', import.meta.url));

console.log((await pool.run('area', [2])).toFixed(2));
const corner = [
  { x: 0, y: 0 },
  { x: 3, y: 4 },
  { x: 3, y: 0 },
];
console.log(await pool.run('length', [corner]));

// prints:
// 12.57
// 9
