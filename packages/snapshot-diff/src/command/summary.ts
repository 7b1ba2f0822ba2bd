import { readSnapshot } from '../graph/read-snapshot.ts';
import { summarize, terminalSummary } from '../report/summary.ts';
import { expectFiles, parseArguments, wholeNumber } from './arguments.ts';
import { output } from './output.ts';
import { Progress, readingWords } from './progress.ts';

export async function summary(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    json: { type: 'string' },
    top: { type: 'string' },
  });
  const [file] = expectFiles(positionals, ['FILE']);
  const top = wholeNumber('--top', values.top ?? '20');
  using progress = new Progress();
  progress.show(`reading ${file} …`, true);
  const result = summarize(
    await readSnapshot(file!, {
      onProgress: (share) => progress.show(readingWords([file!], share)),
    }),
    { top },
  );
  progress.clear();
  await output(result, values.json, (paint) => terminalSummary(result, { top, paint }));
  return 0;
}
