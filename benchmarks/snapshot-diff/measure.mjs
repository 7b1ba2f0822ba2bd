// One step of one tool in a process of its own; prints CPU, wall and peak memory as JSON.
//   node measure.mjs TOOL STEP BASE TARGET
import { createReadStream, readFileSync } from 'node:fs';

const [, , tool, step, base, target] = process.argv;

const tools = {
  async 'snapshot-diff'() {
    const { readSnapshot, compareSnapshots } = await import('@watertight/snapshot-diff');
    return {
      parse: async () => (await readSnapshot(base)).nodeCount,
      analyse: async () => (await readSnapshot(base)).classes.length,
      compare: async () => {
        const before = await readSnapshot(base);
        const after = await readSnapshot(target);
        const { rows } = compareSnapshots(before, after);
        // The rival computes distances, retained sizes and classes of both in any case: so do we.
        if (before.classes.length === 0 || after.classes.length === 0)
          throw new Error('no classes');
        return rows.length;
      },
    };
  },
  async 'heap-snapshot-toolkit'() {
    const { parse } = await import('heap-snapshot-toolkit');
    const read = (file) => parse(createReadStream(file, 'utf8'));
    return {
      analyse: async () =>
        Object.keys((await read(base)).getAggregatesByClassKey(false, 'allObjects')).length,
      compare: async () => {
        const before = await read(base);
        const after = await read(target);
        // With the interfaces of the later snapshot, as the DevTools window has it.
        const aggregates = before.aggregatesForDiff(after.interfaceDefinitions());
        return Object.keys(after.calculateSnapshotDiff(before.uid, aggregates)).length;
      },
    };
  },
  'JSON.parse': () => ({
    parse: () => JSON.parse(readFileSync(base, 'utf8')).snapshot.node_count,
  }),
};

const steps = await tools[tool]();
const cpu = process.cpuUsage();
const started = performance.now();
const answer = await steps[step]();
const wall = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(
  JSON.stringify({
    answer,
    cpu: (user + system) / 1000,
    wall,
    // Kilobytes on Linux and macOS alike.
    rss: process.resourceUsage().maxRSS * 1024,
  }),
);
