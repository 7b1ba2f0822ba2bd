// One step of one tool in a process of its own; prints CPU, wall and peak memory as JSON.
//   node measure.mjs TOOL STEP BASE TARGET
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , tool, step, base, target] = process.argv;
// Tools that talk would spoil the answer.
console.log = console.warn = console.info = () => {};

const tools = {
  async 'snapshot-diff'() {
    const { readSnapshot, readSnapshots, compareSnapshots, compareSources } =
      await import('@watertight/snapshot-diff');
    return {
      parse: async () => (await readSnapshot(base)).nodeCount,
      analyse: async () => {
        const snapshot = await readSnapshot(base);
        if (snapshot.distances.length !== snapshot.retainedSizes.length) throw new Error('length');
        return snapshot.classes.length;
      },
      retained: async () => {
        const { retainedSizes, nodeCount } = await readSnapshot(base);
        if (retainedSizes.length !== nodeCount) throw new Error('no sizes');
        return nodeCount;
      },
      // As much as the rivals do: every analysis of both, then the rows.
      compare: async () => {
        const [before, after] = await readSnapshots([base, target], { workers: false });
        if (before.classes.length === 0 || after.classes.length === 0) throw new Error('classes');
        return compareSnapshots(before, after, { explain: false }).rows.length;
      },
      // As much as is needed for the answer.
      rows: async () =>
        (await compareSources(base, target, { workers: false, explain: false })).rows.length,
      explained: async () => (await compareSources(base, target, { workers: false })).rows.length,
      threads: async () =>
        (await compareSources(base, target, { workers: true, explain: false })).rows.length,
    };
  },
  async DevTools() {
    const { loadDevTools } = await import('./devtools.mjs');
    return devtools(await loadDevTools());
  },
  async 'heap-snapshot-toolkit'() {
    const { parse } = await import('heap-snapshot-toolkit');
    return devtools((file) => parse(createReadStream(file, 'utf8')));
  },
  async memlab() {
    const { fetchPackage } = await import('./fetch-package.mjs');
    const root = fetchPackage('@memlab/core', '2.0.5');
    const { default: core } = await import(pathToFileURL(join(root, 'dist/index.js')).href);
    return {
      parse: async () => (await core.utils.getSnapshotFromFile(base, {})).nodes.length,
      // Also finds the shortest path to every node.
      retained: async () => {
        const snapshot = await core.utils.getSnapshotFromFile(base, {});
        core.analysis.preparePathFinder(snapshot);
        return snapshot.nodes.length;
      },
    };
  },
  'JSON.parse': () => ({
    parse: () => JSON.parse(readFileSync(base, 'utf8')).snapshot.node_count,
  }),
};

/** DevTools' code, of today or of the toolkit. It always analyses what it reads. */
function devtools(read) {
  return {
    retained: async () => (await read(base)).nodeCount,
    analyse: async () =>
      Object.keys((await read(base)).getAggregatesByClassKey(false, 'allObjects')).length,
    compare: async () => {
      const before = await read(base);
      const after = await read(target);
      // With the interfaces of the later snapshot, as the DevTools window has it.
      const aggregates = before.aggregatesForDiff(after.interfaceDefinitions());
      return Object.keys(after.calculateSnapshotDiff(before.uid, aggregates)).length;
    },
    parse: async () => {
      const { loadDevTools } = await import('./devtools.mjs');
      return (await loadDevTools())(base, { parseOnly: true });
    },
  };
}

const steps = await tools[tool]();
const cpu = process.cpuUsage();
const started = performance.now();
const answer = await steps[step]();
const wall = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(
  `\n${JSON.stringify({
    answer,
    cpu: (user + system) / 1000,
    wall,
    // Kilobytes on Linux and macOS alike.
    rss: process.resourceUsage().maxRSS * 1024,
  })}\n`,
);
process.exit();
