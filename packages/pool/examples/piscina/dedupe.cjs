// A list maker: shards of a long list go to the threads, flags come back in arrays that are moved.
const { join } = require('node:path');
const Piscina = require('@watertight/pool/piscina');

const suffixes = ['.example.org', '.test'];
const domains = Array.from(
  { length: 5000 },
  (_, i) => `${i % 7 ? 'www' : 'a'}${i}.example.${i % 3 ? 'org' : 'com'}`,
);

async function main() {
  const pool = new Piscina({ filename: join(__dirname, 'dedupe-worker.cjs'), maxThreads: 2 });
  const shards = Array.from({ length: 10 }, (_, i) => domains.slice(i * 500, (i + 1) * 500));
  const flags = await Promise.all(shards.map((shard) => pool.run({ shard, suffixes })));
  const kept = shards.flatMap((shard, i) => shard.filter((_, at) => flags[i][at] === 0));
  const { runTime, waitTime } = pool.histogram;
  const timed = [runTime, waitTime].every(({ mean, p99 }) => mean >= 0 && p99 >= 0);
  console.log(`${domains.length} domains, ${kept.length} kept, first ${kept[0]}`);
  console.log({ completed: pool.completed, queueSize: pool.queueSize, timed });
  await pool.close();
}
void main();
