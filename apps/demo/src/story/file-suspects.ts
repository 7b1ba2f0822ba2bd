import type { IsolateSuspect } from '@watertight/snapshot-diff';

/**
 * Files that were left open as often as tasks were done, or failed. A descriptor is a number, which
 * no snapshot shows; the kernel's list of open files does. It knows no threads and no source lines.
 */
export function fileSuspects(
  files: Readonly<Record<string, number>>,
  counts: Readonly<Record<string, number>>,
): IsolateSuspect[] {
  return Object.entries(files).flatMap(([file, delta]) => {
    const per = Object.keys(counts).find((event) => delta % (counts[event] || Infinity) === 0);
    if (per === undefined) return [];
    return {
      name: 'file descriptor',
      key: file,
      delta,
      per,
      k: delta / (counts[per] as number),
      shallowSize: 0,
      retainedSize: 0,
      nodeIds: [],
      path: [{ id: 0, name: file, edge: '', text: `open file ${file}` }],
      otherPaths: [],
      isolates: [{ isolate: 'main', threadId: 0, delta }],
      companions: [],
    };
  });
}
