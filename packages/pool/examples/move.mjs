// Buffers that are moved and not copied, there and back.
import { createPool, move } from '@watertight/pool';

await using pool = createPool(new URL('./jobs.js', import.meta.url), { maxThreads: 1 });

const pixels = new Uint8Array(1024).fill(200);
const grey = await pool.run('grey', [move(pixels)]);
console.log(pixels.length, 'here,', grey.length, 'back, the first is', grey[0]);
const { bytesMoved, bytesCopied } = pool.stats();
console.log({ bytesMoved, bytesCopied });

// prints:
// 0 here, 1024 back, the first is 100
// { bytesMoved: 2048, bytesCopied: 0 }
