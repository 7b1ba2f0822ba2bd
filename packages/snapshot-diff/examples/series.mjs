// Growth over four snapshots, where it piles up, and what would be freed: node series.mjs DIRECTORY
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import { compareSeries, createBaseline, freedByCutting } from '@watertight/snapshot-diff';
import { handle } from './service.mjs';

let id = 0;
const files = [1, 2, 3, 4].map((step) => join(process.argv[2], `${step}.heapsnapshot`));
for (const file of files) {
  for (let task = 0; task < 101; task++) await handle(id++);
  writeHeapSnapshot(file);
}

const { series, suspects, clusters, last } = await compareSeries(files, { tasks: 101 });
const { deltas, survivors } = series.find(({ name }) => name === suspects[0].name);
console.log(`${suspects[0].name} ${deltas.join(', ')}: ${survivors[0]} since the first`);
const { point } = clusters.find(({ classes }) => classes.some(({ name }) => name === 'Session'));
console.log(`they pile up in a ${point.name}`);
const { classes } = freedByCutting(last, [{ to: point.id }]);
console.log(`without it ${classes.find(({ name }) => name === 'Session').count} would be freed`);
const { schema, classes: stored } = createBaseline(last);
console.log(`${schema}: ${stored.find(({ name }) => name === 'Session').count} stored`);
