// Compares every value with DevTools' own code of today: each node (id, self size, retained size, distance,
// dominator, class), each class row, and for a pair each comparison row with its lists of ids.
//   node like-devtools.mjs BASE [TARGET]        snapshots of your own
//   node like-devtools.mjs --all [VERSION…]     a pair written by each version of Node.js, and by Chrome
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareSnapshots, readSnapshot } from '@watertight/snapshot-diff';
import { loadDevTools } from './devtools.mjs';

const VERSIONS = ['20', '22', '24', '26'];
const FIXTURE = '../../packages/snapshot-diff/test/fixtures/varied-heap.mjs';
console.warn = () => {}; // DevTools lists nodes that nothing holds
const readWithDevTools = await loadDevTools();

class Differences {
  checked = 0;
  list = [];

  same(what, where, ours, theirs) {
    this.checked++;
    if (Object.is(ours, theirs)) return;
    this.list.push(`${what} of ${where}: ${String(ours)}, DevTools ${String(theirs)}`);
  }

  /** @param names - of a field of ours, what it is called in DevTools */
  sameFields(where, ours, theirs, names) {
    for (const [name, their] of Object.entries(names)) {
      this.same(name, where, ours?.[name], theirs[their]);
    }
  }
}

function compareHeaps(snapshot, oracle, found) {
  const { nodeId, selfSize, detachedness } = snapshot.columns;
  found.same('number of nodes', 'the heap', snapshot.nodeCount, oracle.nodeCount);
  const node = oracle.createNode(0);
  for (let index = 0; index < snapshot.nodeCount; index++) {
    node.nodeIndex = index * oracle.nodeFieldCount;
    found.same('id', index, nodeId[index], node.id());
    found.same('name', index, snapshot.nodeName(index), node.rawName());
    found.same('self size', index, selfSize[index], node.selfSize());
    found.same('retained size', index, snapshot.retainedSizes[index], node.retainedSize());
    found.same('distance', index, snapshot.distances[index], oracle.nodeDistances[index]);
    const above = snapshot.dominatorTree.dominator[index];
    found.same('dominator', index, above, oracle.dominatorsTree[index]);
    found.same('class', index, snapshot.className(index), node.className());
    if (detachedness) {
      found.same('detachedness', index, detachedness[index], node.detachedness());
    }
  }
  const rows = new Map(snapshot.classes.map((row) => [row.key, row]));
  const theirs = oracle.getAggregatesByClassKey(false, 'allObjects');
  found.same('class rows', 'the heap', rows.size, Object.keys(theirs).length);
  for (const [key, their] of Object.entries(theirs)) {
    found.sameFields(key, rows.get(key), their, {
      name: 'name',
      count: 'count',
      shallowSize: 'self',
      retainedSize: 'maxRet',
      distance: 'distance',
    });
  }
  found.same('size', 'the heap', snapshot.totalSize, oracle.totalSize);
}

function compareRows(before, after, oracleBefore, oracleAfter, found) {
  const rows = compareSnapshots(before, after, { ids: true }).rows;
  const byKey = new Map(rows.map((row) => [row.key, row]));
  // As the DevTools window does it: the later snapshot's interfaces hold for both.
  const aggregates = oracleBefore.aggregatesForDiff(oracleAfter.interfaceDefinitions());
  const theirs = oracleAfter.calculateSnapshotDiff(oracleBefore.uid, aggregates);
  const ids = (snapshot, indexes) =>
    [...indexes].map((index) => snapshot.createNode(index).id()).join();
  found.same('comparison rows', 'the pair', byKey.size, Object.keys(theirs).length);
  for (const [key, their] of Object.entries(theirs)) {
    const row = byKey.get(key);
    found.sameFields(key, row, their, {
      added: 'addedCount',
      removed: 'removedCount',
      delta: 'countDelta',
      addedSize: 'addedSize',
      removedSize: 'removedSize',
      sizeDelta: 'sizeDelta',
    });
    found.same('added ids', key, row?.addedIds?.join(), ids(oracleAfter, their.addedIndexes));
    found.same(
      'removed ids',
      key,
      row?.removedIds?.join(),
      ids(oracleBefore, their.deletedIndexes),
    );
  }
}

async function check(title, base, target) {
  const found = new Differences();
  const before = await readSnapshot(base);
  const oracleBefore = await readWithDevTools(base);
  compareHeaps(before, oracleBefore, found);
  if (target) {
    const after = await readSnapshot(target);
    const oracleAfter = await readWithDevTools(target);
    compareHeaps(after, oracleAfter, found);
    compareRows(before, after, oracleBefore, oracleAfter, found);
  }
  console.log(
    `${title}: ${before.nodeCount} nodes, ${found.checked} values, ${found.list.length} differences`,
  );
  for (const line of found.list.slice(0, 20)) console.log(`  ${line}`);
  if (found.list.length > 0) process.exitCode = 1;
}

async function checkAll(versions) {
  const directory = mkdtempSync(join(tmpdir(), 'like-devtools-'));
  const file = (name) => join(directory, `${name}.heapsnapshot`);
  try {
    for (const version of versions) {
      const fixture = fileURLToPath(new URL(FIXTURE, import.meta.url));
      const command = [
        'exec',
        '--yes',
        `--package=node@${version}`,
        '--',
        'node',
        fixture,
        directory,
      ];
      const env = { ...process.env, npm_config_engine_strict: 'false' };
      const { status, stderr } = spawnSync('npm', command, { encoding: 'utf8', env });
      if (status !== 0) throw new Error(`Node.js ${version} wrote no snapshots:\n${stderr}`);
      for (const isolate of ['main', 'worker']) {
        await check(
          `Node.js ${version}, ${isolate}`,
          file(`base-${isolate}`),
          file(`target-${isolate}`),
        );
      }
      await check(`Node.js ${version}, exposeInternals`, file('base-internals'));
    }
    const { writeChromeSnapshots } = await import('./chrome-heap.mjs');
    const chrome = await writeChromeSnapshots(file('page-base'), file('page-target'));
    await check(`Chrome ${chrome}`, file('page-base'), file('page-target'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--all') await checkAll(rest.length > 0 ? rest : VERSIONS);
else if (first) await check(first, first, rest[0]);
else {
  console.error('usage: like-devtools.mjs BASE [TARGET] | --all [VERSION…]');
  process.exitCode = 64;
}
