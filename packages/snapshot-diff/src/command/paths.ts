import { allocationStacks } from '../graph/allocation-stacks.ts';
import { readSnapshot } from '../graph/read-snapshot.ts';
import { retainerPaths, type RetainerPath } from '../graph/retainer-paths.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import { freedByCutting, type Freed } from '../graph/what-if.ts';
import { terminalPaths, type PathsDocument } from '../report/paths.ts';
import { expectFiles, parseArguments, wholeNumber } from './arguments.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { output } from './output.ts';
import { Progress, readingWords } from './progress.ts';

export async function paths(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    class: { type: 'string' },
    id: { type: 'string' },
    'what-if': { type: 'boolean' },
    json: { type: 'string' },
    top: { type: 'string' },
  });
  const [file] = expectFiles(positionals, ['FILE']);
  const { class: className, id } = values;
  if ((className === undefined) === (id === undefined)) {
    throw new UsageError('paths needs either --class NAME or --id N');
  }
  const limit = wholeNumber('--top', values.top ?? '3');
  const wanted =
    id === undefined
      ? { className: className! }
      : { id: wholeNumber('--id', id.replace(/^@/, '')) };
  using progress = new Progress();
  progress.show(`reading ${file} …`, true);
  const snapshot = await readSnapshot(file!, {
    onProgress: (share) => progress.show(readingWords([file!], share)),
  });
  progress.show('finding paths …', true);
  const found = retainerPaths(snapshot, { ...wanted, limit });
  if (found.length === 0) {
    progress.clear();
    const what = id === undefined ? `object of class ${className}` : `object @${id} that is held`;
    process.stderr.write(`snapshot-diff: ${file} has no ${what}\n`);
    return EXIT.notFound;
  }
  const document: PathsDocument = { schema: 'watertight.snapshot-diff.paths/1', paths: found };
  if (values['what-if']) {
    progress.show('cutting references …', true);
    document.paths = found.map((way) => Object.assign(way, withoutLast(snapshot, way)));
    if ('id' in wanted) document.freedByAll = freedByCutting(snapshot, [{ to: wanted.id }]);
  }
  const allocations = allocationStacks(snapshot, { ...wanted, limit });
  if (allocations.length > 0) document.allocations = allocations;
  progress.clear();
  await output(document, values.json, (paint) => terminalPaths(document, { paint }));
  return 0;
}

function withoutLast(snapshot: Snapshot, { id, heldBy }: RetainerPath): { freed?: Freed } {
  if (!heldBy) return {};
  const { id: from, edge: name } = heldBy;
  return { freed: freedByCutting(snapshot, [{ from, to: id, name }]) };
}
