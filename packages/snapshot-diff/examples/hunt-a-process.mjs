import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { huntProcess } from '@watertight/snapshot-diff';

// Any Node.js process would do: give its pid. Port 0 only lets several of them run on one machine.
const path = fileURLToPath(new URL('quiet-service.mjs', import.meta.url));
const service = spawn(process.execPath, ['--inspect-port=0', path], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
try {
  const [port] = await once(service.stdout, 'data');
  const order = async (count) => {
    while (count-- > 0) await fetch(`http://127.0.0.1:${Number(port)}/${count}`);
  };
  await order(20); // warm up
  const { summary, comparison } = await huntProcess(
    { pid: service.pid },
    { between: () => order(101), tasks: 101 },
  );
  console.log(summary);
  for (const { name, isolates, location, path: steps } of comparison.suspects) {
    console.log(`${name} in ${isolates[0].isolate}, line ${location.line}`);
    console.log(steps.at(-1).text);
  }
} finally {
  service.kill();
}
