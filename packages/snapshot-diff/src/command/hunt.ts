import type { LiveProcess } from '../attach/live-process.ts';
import { huntProcess, type HuntPhase } from '../hunt/hunt-process.ts';
import { total, type VitalSample } from '../hunt/vitals.ts';
import { terminalHunt } from '../report/hunt.ts';
import { htmlReport } from '../report/html.ts';
import { markdownReport } from '../report/markdown.ts';
import { bytes, count } from '../report/numbers.ts';
import {
  duration,
  parseArguments,
  PROCESS_OPTIONS,
  readProcess,
  readThreadOptions,
} from './arguments.ts';
import { captureWords } from './capture.ts';
import { UsageError, VERDICT_EXIT } from './exit-codes.ts';
import { output, save } from './output.ts';
import { Progress } from './progress.ts';
import { readReportArguments, REPORT_OPTIONS } from './report-arguments.ts';
import { runCommand } from './run-command.ts';
import { StopSignals } from './stop-signals.ts';
import { waitForLine } from './wait-for-line.ts';
import { withProcess } from './with-process.ts';

const OPTIONS = {
  ...PROCESS_OPTIONS,
  ...REPORT_OPTIONS,
  for: { type: 'string' },
  run: { type: 'string' },
  settle: { type: 'string' },
  out: { type: 'string' },
} as const;

export async function hunt(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, OPTIONS);
  if (positionals.length > 0) {
    throw new UsageError(`hunt takes no file, got ${positionals.join(' ')}`);
  }
  const attach = readProcess(values);
  const threads = readThreadOptions(values);
  const { counts, expressions, top, budget } = await readReportArguments(values);
  const settle = duration('--settle', values.settle ?? '1s');
  using progress = new Progress();
  const between = readBetween(values, progress);
  using stop = new StopSignals();
  const { out, markdown, html, json } = values;
  progress.show('attaching …', true);
  const document = await withProcess(attach, (target) =>
    huntProcess(target, {
      ...threads,
      counts,
      expressions,
      budget,
      between,
      settle,
      ...(out === undefined ? {} : { directory: out }),
      signal: stop.signal,
      onPhase: (phase, attached) => announce(progress, phase, attached),
      onProgress: (now) => progress.show(captureWords(now)),
      onVitals: (now, before) => progress.show(vitalWords(now, before)),
    }),
  );
  progress.clear();
  const report = { ...document.comparison, verdict: document.verdict, summary: document.summary };
  if (markdown !== undefined) await save(markdown, markdownReport(report, { top }));
  if (html !== undefined) await save(html, htmlReport(report, { title: 'Leak hunt' }));
  await output(document, json, (paint) => terminalHunt(document, { top, paint }));
  return VERDICT_EXIT[document.verdict];
}

type Between = number | ((target: LiveProcess, signal: AbortSignal) => Promise<void>);

function readBetween(
  values: { for?: string; run?: string; tasks?: string },
  progress: Progress,
): Between {
  const { for: time, run, tasks } = values;
  if (time !== undefined && run !== undefined) {
    throw new UsageError('--for and --run exclude each other: a hunt lasts as long as its command');
  }
  if (time !== undefined) return duration('--for', time);
  if (run !== undefined) return (_, signal) => runCommand(run, signal);
  if (tasks === undefined) {
    throw new UsageError(
      'what happens between the two captures? --for 60s waits, --run COMMAND runs the tasks, --tasks N waits until you have run them',
    );
  }
  return (_, signal) => {
    progress.clear();
    // Said to a program as well: it is the sign to begin.
    process.stderr.write(`ready: run ${tasks} tasks now, then press Enter (or write a line)\n`);
    return waitForLine(process.stdin, signal);
  };
}

function announce(progress: Progress, phase: HuntPhase, target: LiveProcess | undefined): void {
  if (phase === 'capture before' && target) {
    const names = target.isolates.map(({ isolate, title }) =>
      title ? `${isolate} (${title})` : isolate,
    );
    progress.note(`process ${target.pid}, Node.js ${target.version}: ${names.join(', ')}`);
  }
  if (phase === 'wait') progress.show('watching …', true);
  if (phase === 'settle') progress.show('letting it rest …', true);
}

function vitalWords(now: VitalSample, before: VitalSample): string {
  const part = (name: string, value: number | undefined, first: number | undefined): string[] =>
    value === undefined || first === undefined
      ? []
      : [`${name} ${count(value)} (${count(value - first, true)})`];
  return [
    'watching',
    ...part('threads', now.threads, before.threads),
    ...part('descriptors', total(now), total(before)),
    `memory ${bytes(now.residentSize)} (${bytes(now.residentSize - before.residentSize, true)})`,
  ].join('   ');
}
