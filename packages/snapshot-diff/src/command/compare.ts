import { compareFiles } from '../report/compare-files.ts';
import { htmlReport } from '../report/html.ts';
import { markdownReport } from '../report/markdown.ts';
import { terminalReport } from '../report/terminal.ts';
import { existsSync } from 'node:fs';
import { createBaseline, readBaseline, type Baseline } from '../compare/baseline.ts';
import { parseArguments } from './arguments.ts';
import { UsageError, VERDICT_EXIT } from './exit-codes.ts';
import { nearest } from './nearest.ts';
import { output, save } from './output.ts';
import { Progress, readingWords } from './progress.ts';
import { readJson } from './read-json.ts';
import { readReportArguments, REPORT_OPTIONS } from './report-arguments.ts';

export async function compare(
  args: readonly string[],
  commands: readonly string[],
): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    ...REPORT_OPTIONS,
    baseline: { type: 'string' },
  });
  expectPair(positionals, commands);
  const { counts, expressions, top, budget } = await readReportArguments(values);
  const [wrong] = Object.entries(expressions);
  if (wrong) {
    throw new UsageError(`--count ${wrong.join('=')}: expected NAME=N, such as failure=11`);
  }
  const baseline = await readStored(values.baseline);
  using progress = new Progress();
  const { report, retained, last } = await compareFiles(positionals, {
    counts,
    budget,
    baseline,
    onStep: (step) => progress.show(`${step} …`, true),
    onProgress: (share) => progress.show(readingWords(positionals, share)),
  });
  const { markdown, html } = values;
  if (values.baseline !== undefined && !baseline) {
    await save(values.baseline, `${JSON.stringify(createBaseline(last), null, 1)}\n`);
  }
  if (markdown !== undefined) await save(markdown, markdownReport(report, { top }));
  if (html !== undefined) await save(html, htmlReport(report, { retained: retained() }));
  progress.clear();
  await output(report, values.json, (paint) => terminalReport(report, { top, paint }));
  return VERDICT_EXIT[report.verdict];
}

/** The stored heap to compare with; where there is no such file yet, the last heap is stored in it. */
async function readStored(file: string | undefined): Promise<Baseline | undefined> {
  if (file === undefined || !existsSync(file)) return undefined;
  return readBaseline(await readJson('--baseline', file));
}

function expectPair(positionals: readonly string[], commands: readonly string[]): void {
  if (positionals.length > 1) return;
  const [first = ''] = positionals;
  const meant = positionals.length < 2 ? nearest(first, commands) : undefined;
  const hint = meant && first !== '' ? `; did you mean snapshot-diff ${meant}?` : '';
  const got = positionals.length === 0 ? 'nothing' : positionals.join(' ');
  throw new UsageError(`expected BASE and TARGET, got ${got}${hint}`);
}
