// A build step: a pool of the program's own kind, files in and out as bytes that are moved.
import { Piscina } from '@watertight/pool/piscina';

class WorkerPool extends Piscina {
  constructor(options) {
    super({ minThreads: 1, idleTimeout: 4000, recordTiming: false, ...options });
  }
}

const pool = new WorkerPool({
  filename: new URL('./build-worker.mjs', import.meta.url).href,
  maxThreads: 2,
  workerData: { banner: '/* built */' },
});
const files = {
  'one.js': 'const  one =   1; // the first\n\n\nexport   { one };\n',
  'two.js': 'const two = 2;\nexport { two };\n',
  'broken.js': 'const = ;\n',
};
const built = Object.entries(files).map(async ([name, text]) => {
  const bytes = new TextEncoder().encode(text);
  const options = { name: 'minify', transferList: [bytes.buffer] };
  const output = await pool.run({ name, bytes }, options);
  return `${name}: ${new TextDecoder().decode(output)} (${bytes.byteLength} bytes left here)`;
});
for (const { status, value, reason } of await Promise.allSettled(built)) {
  console.log(status === 'fulfilled' ? value : `${reason.name}: ${reason.message}`);
}
console.log(await pool.run(Object.keys(files), { name: 'manifest' }), pool.completed);
await pool.destroy();
