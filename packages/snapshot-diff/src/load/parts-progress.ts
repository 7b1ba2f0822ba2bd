import type { OnProgress } from '../parse/read-columns.ts';

/** For each of several files: what to call with its own share, so that the whole is told of. */
export function partsProgress(
  parts: number,
  onProgress: OnProgress | undefined,
): (OnProgress | undefined)[] {
  const shares = Array.from({ length: parts }, () => 0);
  return shares.map(
    (_, part) =>
      onProgress &&
      ((share) => {
        shares[part] = share;
        onProgress(shares.reduce((sum, one) => sum + one, 0) / parts);
      }),
  );
}
