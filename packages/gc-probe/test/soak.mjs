// The long forms, for a quiet machine: npm run soak, or node test/soak.mjs [memory] [pauses] [COUNT].
// Exit code 1 if a promise did not hold. Needs the built package.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const args = process.argv.slice(2);
const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const index = file('../dist/index.js');
const COUNT = Number(args.find((each) => /^\d+$/.test(each)) ?? 1_000_000);
const asked = (name) => !args.some((each) => /^[a-z]/.test(each)) || args.includes(name);
let broken = 0;

function promise(holds, text) {
  console.log(`${holds ? 'holds ' : 'BROKEN'} ${text}`);
  if (!holds) broken += 1;
}

function node(flags, path, rest) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, path, ...rest], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`${path} ended with ${status}: ${stderr}`);
  return stdout;
}

if (asked('memory')) {
  const [none, probe] = ['none', 'probe'].map((mode) =>
    JSON.parse(
      node(['--single-threaded-gc'], file('fixtures/many-collections.mjs'), [index, mode, COUNT]),
    ),
  );
  const rise = ({ floors }) => floors.at(-1) - floors[floors.length >> 1];
  const rss = ({ resident }) => (resident.at(-1) - resident[resident.length >> 1]) / (COUNT / 2);
  console.log(`${COUNT} collections, Node.js ${process.version}`);
  console.log(`floor in bytes, probe: ${probe.floors.join(' ')}; none: ${none.floors.join(' ')}`);
  console.log(`resident, probe: ${probe.resident.join(' ')}; none: ${none.resident.join(' ')}`);
  promise(probe.counted >= COUNT, `counted ${probe.counted}: none of ${COUNT} lost`);
  promise(
    rise(probe) < 65_536,
    `heap flat: ${rise(probe)} B over the second half (${rise(none)} B without)`,
  );
  const extra = rss(probe) - rss(none);
  promise(
    extra < 10,
    `resident set within 10 B a collection of the control: ${extra.toFixed(2)} B`,
  );
}

if (asked('pauses')) {
  const scratch = mkdtempSync(join(tmpdir(), 'gc-probe-soak-'));
  const report = join(scratch, 'report.json');
  const line =
    /ms: (Scavenge|Minor Mark-\w+|(?:Incremental )?Mark-Compact).*? MB, (?:pooled: [\d.]+ MB, )?([\d.]+) \/ [\d.]+ ms/;
  // The least of some runs: on a shared machine a pause is also whatever interrupted it.
  const shares = Array.from({ length: 5 }, () => {
    const flags = ['--trace-gc', '--single-threaded-gc', '--max-semi-space-size=8'];
    const lines = node(flags, file('fixtures/make-garbage.mjs'), [index, report]).split('\n');
    const pauses = lines.flatMap((each) => line.exec(each) ?? []).filter((_, i) => i % 3 === 2);
    // The first one is forced before the probe begins.
    const traced = pauses.slice(1).reduce((sum, ms) => sum + Number(ms), 0);
    const { pauseMs, count } = JSON.parse(readFileSync(report, 'utf8'));
    promise(
      count === pauses.length - 1,
      `${count} collections counted, ${pauses.length - 1} traced`,
    );
    return pauseMs / traced - 1;
  });
  rmSync(scratch, { recursive: true });
  const least = Math.min(...shares.map(Math.abs));
  const allowed = process.versions.node.startsWith('22.') ? 0.03 : 0.01;
  promise(
    least <= allowed,
    `sums within ${allowed * 100} % of --trace-gc: ${shares.map((share) => `${(share * 100).toFixed(2)} %`).join(', ')}`,
  );
}

process.exitCode = broken > 0 ? 1 : 0;
