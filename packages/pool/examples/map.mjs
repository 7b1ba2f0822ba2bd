// A source of any length with bounded memory: it is asked only when there is room.
import { createPool } from '@watertight/pool';

await using pool = createPool(new URL('./jobs.js', import.meta.url), { maxThreads: 2 });

let asked = 0;
function* numbers() {
  for (;;) yield [(asked += 1)];
}
const squares = [];
for await (const square of pool.map('square', numbers(), { concurrency: 4 })) {
  squares.push(square);
  if (squares.length === 5) break;
}
console.log(squares.join(' '), '- asked for no more than 10:', asked <= 10);

// prints:
// 1 4 9 16 25 - asked for no more than 10: true
