/** A line of a difference: in both texts, in the first only, or in the second only. */
interface DifferenceLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Lines that follow each other: what differs, and what stands around it. */
export type Hunk = readonly DifferenceLine[];

/** What differs between two texts, by their longest common subsequence of lines. */
export function lineDifference(before: string, after: string, context = 2): Hunk[] {
  const lines = signed(before.split('\n'), after.split('\n'));
  const near = (at: number): boolean =>
    lines.slice(Math.max(0, at - context), at + context + 1).some(({ sign }) => sign !== ' ');
  const hunks: DifferenceLine[][] = [];
  let open = false;
  for (const [at, line] of lines.entries()) {
    const shown = near(at);
    if (shown && !open) hunks.push([]);
    if (shown) hunks.at(-1)?.push(line);
    open = shown;
  }
  return hunks;
}

function signed(a: readonly string[], b: readonly string[]): DifferenceLine[] {
  // Length of the longest common subsequence of what follows each pair of positions.
  const rest = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number): number => rest[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = rest[i] as Uint32Array;
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DifferenceLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i++] as string });
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: '-', text: a[i++] as string });
    } else {
      lines.push({ sign: '+', text: b[j++] as string });
    }
  }
  return lines;
}
