// Environment, arguments and output of the workers.
import { createPool } from '@watertight/pool';

const pool = createPool(new URL('./scoped.js', import.meta.url), {
  maxThreads: 1,
  name: 'quiet',
  env: { MODE: 'test' },
  argv: ['--verbose'],
  stdio: (chunk, stream) => console.log(`${stream} said: ${String(chunk).trim()}`),
});
await pool.run('getConnection');
await pool.close();

// prints:
// stdout said: connection closed
