// From measurements to the table of the README.

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const of = (result, field) => (result ? median(result.map((one) => one[field])) : undefined);
const best = (results, names, field) => Math.max(...names.map((name) => of(results[name], field)));
const ratio = (a, b) => `${(a / b).toFixed(a / b < 3 ? 2 : 1)} ×`;
const nameOf = (result, field, value) =>
  Object.keys(result).find((name) => of(result[name], field) === value);

/** The rival with the least of something, and how much. */
function bestName(result, field, format) {
  const rivals = Object.keys(result).filter((name) => name !== 'watertight' && name !== 'bare');
  const least = Math.min(...rivals.map((name) => of(result[name], field)));
  return `${nameOf(result, field, least)} ${format(least)}`;
}

const thousands = (n) => `${Math.round(n / 1000)}k/s`;
const ms = (n) => `${n < 10 ? n.toFixed(2) : n.toFixed(0)} ms`;
const micros = (n) => `${n.toFixed(n < 10 ? 2 : 0)} µs`;

/** [what, ours, piscina, best rival, target, reached] for everything that was measured. */
export function rows(results) {
  const list = [];
  for (const inFlight of [1000, 256, 64]) {
    const result = results[`throughput ${inFlight}`];
    if (!result) continue;
    const rivals = Object.keys(result).filter((name) => name !== 'watertight');
    const ours = of(result.watertight, 'perSecond');
    const piscina = of(result.piscina, 'perSecond');
    const rival = best(result, rivals, 'perSecond');
    const [least, leastBest] = inFlight === 64 ? [15, 5] : [20, 10];
    list.push({
      what: `small tasks, ${inFlight} in flight`,
      ours: thousands(ours),
      piscina: thousands(piscina),
      ratio: ratio(ours, piscina),
      best: `${nameOf(result, 'perSecond', rival)} ${thousands(rival)}, ${ratio(ours, rival)}`,
      target: `≥ ${least} ×, ≥ ${leastBest} × the best tuned`,
      reached: ours / piscina >= least && ours / rival >= leastBest,
    });
    const cpu = of(result.watertight, 'cpuMicros');
    list.push({
      what: `CPU a task, ${inFlight} in flight`,
      ours: micros(cpu),
      piscina: micros(of(result.piscina, 'cpuMicros')),
      ratio: ratio(cpu, of(result.piscina, 'cpuMicros')),
      best: bestName(result, 'cpuMicros', micros),
      target: '≤ 2.5 µs',
      reached: cpu <= 2.5,
    });
  }
  const simple = (key, field, what, format, most) => {
    const result = results[key];
    if (!result) return;
    const ours = of(result.watertight, field);
    const piscina = of(result.piscina, field);
    list.push({
      what,
      ours: format(ours),
      piscina: format(piscina),
      ratio: ratio(ours, piscina),
      best: bestName(result, field, format),
      target: `≤ ${most} ×`,
      reached: ours / piscina <= most,
    });
  };
  simple('latency', 'p50Micros', 'one at a time, p50', micros, 0.75);
  simple('latency', 'p99Micros', 'one at a time, p99', micros, 1);
  simple('fairness', 'p50Ms', 'small tasks beside one of 50 ms, p50', ms, 0.1);
  simple('fairness', 'p99Ms', 'small tasks beside one of 50 ms, p99', ms, 0.5);
  const cpu = results['cpu tasks'];
  if (cpu) {
    const bare = of(cpu.bare, 'cpuMs');
    const over = (name) => `${((of(cpu[name], 'cpuMs') / bare - 1) * 100).toFixed(1)} %`;
    list.push({
      what: 'CPU over bare workers, tasks of 1 ms',
      ours: over('watertight'),
      piscina: over('piscina'),
      ratio: '',
      best: bestName(cpu, 'cpuMs', (n) => `${((n / bare - 1) * 100).toFixed(1)} %`),
      target: '≤ 3 %',
      reached: of(cpu.watertight, 'cpuMs') / bare <= 1.03,
    });
  }
  simple('buffer back', 'p50Ms', '16 MiB back from a task', ms, 0.1);
  simple('life cycle', 'createMs', 'import and create', ms, 0.5);
  simple('life cycle', 'firstMs', 'first result of both threads', ms, 0.75);
  simple('life cycle', 'closeMs', 'close', ms, 0.5);
  return list;
}

export function table(list, { node, cpu, cores, load, rounds, versions }) {
  const lines = list.map(
    (row) =>
      `| ${row.what} | ${row.ours} | ${row.piscina} | ${row.ratio} | ${row.best} | ${row.target} | ${row.reached ? 'yes' : 'no'} |`,
  );
  return [
    `Node.js ${node.slice(1)}, ${cores} × ${cpu}, load average ${load}, medians of ${rounds}; ${Object.entries(
      versions,
    )
      .map((pair) => pair.join(' '))
      .join(', ')}.`,
    '',
    '| what | @watertight/pool | piscina | ratio | best rival | target | reached |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
