// Rules that others use, on the same series, to be compared with the probe's own.

const slopes = (y) => {
  const out = [];
  for (let i = 0; i < y.length; i++) {
    for (let j = i + 1; j < y.length; j++) out.push((y[j] - y[i]) / (j - i));
  }
  return out.sort((a, b) => a - b);
};

/** Five rises in a row, as memwatch has it. */
function fiveInARow(y) {
  let run = 0;
  return y.some((value, i) => (run = i > 0 && value > y[i - 1] ? run + 1 : 0) >= 5);
}

/** The last value is 20 % above the first. */
const lastAboveFirst = (y) => y.at(-1) > 1.2 * y[0];

/** A straight line upwards explains 80 %. */
function straightLine(y) {
  const n = y.length;
  const mx = (n - 1) / 2;
  const my = y.reduce((sum, value) => sum + value, 0) / n;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  y.forEach((value, i) => {
    xx += (i - mx) ** 2;
    xy += (i - mx) * (value - my);
    yy += (value - my) ** 2;
  });
  return xy > 0 && yy > 0 && xy ** 2 / (xx * yy) > 0.8;
}

/** Mann-Kendall, p < 0.01, and a rising Sen slope; no second stage, no warm-up. */
function mannKendall(y) {
  const n = y.length;
  let s = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) s += Math.sign(y[j] - y[i]);
  const sd = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const all = slopes(y);
  return (s - 1) / sd > 2.33 && all[all.length >> 1] > 0;
}

/** Each says of one series of floors whether it leaks, ever: after 12 floors or any more. */
export const rivals = {
  'five rises in a row': (y) => fiveInARow(y),
  'last 20 % above first': (y) => y.slice(12).some((_, i) => lastAboveFirst(y.slice(0, 13 + i))),
  'straight line, R2 > 0.8': (y) => y.slice(12).some((_, i) => straightLine(y.slice(0, 13 + i))),
  'Mann-Kendall and Sen': (y) => y.slice(12).some((_, i) => mannKendall(y.slice(0, 13 + i))),
};
