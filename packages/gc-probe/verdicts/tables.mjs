/** The name of our own rule among the others. */
export const OWN = 'gc-probe';

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const share = (part, whole) => `${part} of ${whole}`;

/** Prints what all runs of one mode came to; true if the probe was wrong once. */
export function printTables(runs) {
  const versions = [...new Set(runs.map(({ version }) => version))].toSorted();
  for (const version of versions) {
    table(
      version,
      runs.filter((run) => run.version === version),
    );
  }
  if (versions.length > 1) table('all versions', runs);
  return runs.some(({ leaks, said }) => said[OWN] !== (leaks !== null));
}

function table(title, runs) {
  const leaking = runs.filter(({ leaks }) => leaks !== null);
  const innocent = runs.filter(({ leaks }) => leaks === null);
  console.log(`\n${title}\n${'rule'.padEnd(30)}${'leaks found'.padEnd(14)}false alarms`);
  for (const rule of Object.keys(runs[0]?.said ?? {})) {
    const found = leaking.filter(({ said }) => said[rule]).length;
    const falsely = innocent.filter(({ said }) => said[rule]).length;
    console.log(
      `${rule.padEnd(30)}${share(found, leaking.length).padEnd(14)}${share(falsely, innocent.length)}`,
    );
  }
  const late = leaking.filter(({ leakAfter }) => leakAfter > 0).map(({ leakAfter }) => leakAfter);
  const unit = runs[0]?.mode === 'natural' ? 'settle windows' : 'rounds';
  if (late.length > 0)
    console.log(
      `${unit} to a leak: median ${+median(late).toFixed(2)}, at most ${+Math.max(...late).toFixed(2)}`,
    );
  const suspected = innocent.filter(({ seen }) => seen.includes('suspect')).length;
  console.log(`innocent runs that were suspect for a while: ${share(suspected, innocent.length)}`);
  const slopes = leaking.flatMap(({ slope }) => slope ?? []);
  if (slopes.length === 0) return;
  const holds = ({ truth, interval: [lo, hi] }) => lo <= truth * 1.000001 && truth * 0.999999 <= hi;
  const off = slopes.map(({ truth, found }) => Math.abs(found / truth - 1));
  console.log(
    `slope per task: truth within the 95 % interval in ${share(slopes.filter(holds).length, slopes.length)}; ` +
      `off by ${percent(median(off))} in the median, ${percent(Math.max(...off))} at most`,
  );
}

const percent = (value) => `${(value * 100).toFixed(2)} %`;
