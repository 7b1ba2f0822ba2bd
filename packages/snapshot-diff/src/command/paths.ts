import { readSnapshot } from '../graph/read-snapshot.ts';
import { retainerPaths } from '../graph/retainer-paths.ts';
import { terminalPaths, type PathsDocument } from '../report/paths.ts';
import { expectFiles, parseArguments, wholeNumber } from './arguments.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { output } from './output.ts';
import { Progress } from './progress.ts';

export async function paths(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    class: { type: 'string' },
    id: { type: 'string' },
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
  const found = retainerPaths(await readSnapshot(file!), { ...wanted, limit });
  progress.clear();
  if (found.length === 0) {
    const what = id === undefined ? `object of class ${className}` : `object @${id} that is held`;
    process.stderr.write(`snapshot-diff: ${file} has no ${what}\n`);
    return EXIT.notFound;
  }
  const document: PathsDocument = { schema: 'watertight.snapshot-diff.paths/1', paths: found };
  await output(document, values.json, (paint) => terminalPaths(found, { paint }));
  return 0;
}
