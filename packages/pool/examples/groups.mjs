// Groups take turns: one customer's thousand tasks do not keep another's waiting.
import { createPool } from '@watertight/pool';

await using pool = createPool(new URL('./jobs.js', import.meta.url), { maxThreads: 1 });

const done = [];
const submit = async (customer, name) => {
  done.push(await pool.run('echo', [name], { group: customer }));
};
await Promise.all([
  ...Array.from({ length: 1000 }, (_, i) => submit('large', `large ${i + 1}`)),
  submit('small', 'small 1'),
  submit('small', 'small 2'),
]);
console.log(done.slice(0, 5).join(', '));

// prints:
// large 1, small 1, large 2, small 2, large 3
