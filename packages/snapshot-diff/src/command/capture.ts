import type { CapturedIsolate } from '../capture/capture-file.ts';
import { captureProcess, type CaptureProgress } from '../capture/capture-process.ts';
import { clean } from '../report/clean.ts';
import { bytes } from '../report/numbers.ts';
import { table } from '../report/table.ts';
import { parseArguments, PROCESS_OPTIONS, readProcess, readThreadOptions } from './arguments.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { output } from './output.ts';
import { Progress } from './progress.ts';
import { StopSignals } from './stop-signals.ts';
import { withProcess } from './with-process.ts';

export async function capture(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    ...PROCESS_OPTIONS,
    out: { type: 'string' },
    prefix: { type: 'string' },
    json: { type: 'string' },
  });
  if (positionals.length > 0) {
    throw new UsageError(`capture takes no file, got ${positionals.join(' ')}`);
  }
  const { out, prefix = '' } = values;
  if (out === undefined)
    throw new UsageError('expected --out DIR, the directory for the snapshots');
  if (/[/\\]/.test(prefix)) throw new UsageError(`--prefix is "${prefix}", expected no directory`);
  const attach = readProcess(values);
  const threads = readThreadOptions(values);
  using stop = new StopSignals();
  using progress = new Progress();
  progress.show('attaching …', true);
  const captured = await withProcess(attach, (target) =>
    captureProcess(target, {
      ...threads,
      directory: out,
      prefix,
      signal: stop.signal,
      onProgress: (now) => progress.show(captureWords(now)),
    }),
  );
  progress.clear();
  const document = { schema: 'watertight.snapshot-diff.capture/1', isolates: captured };
  await output(document, values.json, () => capturedLines(captured));
  const failed = captured.filter(({ error }) => error).length;
  if (failed === 0) return 0;
  return failed === captured.length ? EXIT.unavailable : EXIT.partial;
}

export function captureWords({ isolate, share, bytes: size }: CaptureProgress): string {
  const done = size > 0 ? bytes(size) : `${Math.floor(share * 100)} % of the heap walked`;
  return `capturing ${isolate}: ${done}`;
}

function capturedLines(captured: readonly CapturedIsolate[]): string {
  const columns = [
    { title: 'thread', cell: ({ isolate }: CapturedIsolate) => isolate },
    {
      title: 'size',
      align: 'right',
      cell: ({ bytes: size, error }: CapturedIsolate) => (error ? '–' : bytes(size)),
    },
    {
      title: 'took',
      align: 'right',
      cell: ({ milliseconds }: CapturedIsolate) => `${(milliseconds / 1000).toFixed(1)} s`,
    },
    {
      title: 'file',
      cell: ({ file, error }: CapturedIsolate) =>
        error ? `not captured: ${clean(error.message)}` : clean(file),
    },
  ] as const;
  return `${table(columns, captured, (text) => text).join('\n')}\n`;
}
