import { Piscina } from '@watertight/pool/piscina';

const pool = new Piscina({ filename: new URL('./hello-worker.mjs', import.meta.url).href });
console.log(await pool.run({ a: 4, b: 6 }));
console.log(await pool.run({ a: 4, b: 6 }, { name: 'multiply' }));
const { runTime } = pool.histogram;
console.log(pool.completed, runTime.max >= runTime.min);
await pool.close();
