#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { parseArgs, styleText, type ParseArgsConfig } from 'node:util';
import { ArgumentError, SnapshotError } from './errors.ts';
import { readSnapshot } from './graph/read-snapshot.ts';
import { retainerPaths } from './graph/retainer-paths.ts';
import { compareFiles } from './report/compare-files.ts';
import { HELP } from './report/help.ts';
import { htmlReport } from './report/html.ts';
import { markdownReport } from './report/markdown.ts';
import { terminalPaths, type PathsDocument } from './report/paths.ts';
import { summarize, terminalSummary } from './report/summary.ts';
import { terminalReport, type Paint } from './report/terminal.ts';

const EXIT = { 'no leak': 0, leak: 1, inconclusive: 2 } as const;
const NOT_FOUND = 1;
const USAGE = 64; // EX_USAGE of sysexits.h
const BAD_INPUT = 65; // EX_DATAERR
const NO_INPUT = 66; // EX_NOINPUT
const SOFTWARE = 70; // EX_SOFTWARE
const CANNOT_WRITE = 73; // EX_CANTCREAT

class UsageError extends Error {}

// `| head` closes early; that is its right, and no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.exitCode = exitCodeOf(error);
  process.stderr.write(`snapshot-diff: ${(error as Error).message}\n`);
  if (process.exitCode === USAGE) process.stderr.write('Try: snapshot-diff --help\n');
  if (process.exitCode === SOFTWARE) process.stderr.write(`${(error as Error).stack}\n`);
}

function run(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return Promise.resolve(0);
  }
  if (args[0] === 'summary') return summary(args.slice(1));
  if (args[0] === 'paths') return paths(args.slice(1));
  return compare(args);
}

async function compare(args: string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    tasks: { type: 'string' },
    count: { type: 'string', multiple: true },
    json: { type: 'string' },
    markdown: { type: 'string' },
    html: { type: 'string' },
    top: { type: 'string' },
  });
  if (positionals.length !== 3) expectFiles(positionals, ['BASE', 'TARGET']);
  const top = wholeNumber('--top', values.top ?? '20');
  const counts = readCountArguments(values.tasks, values.count ?? []);
  const { report, retained } = await compareFiles(positionals, { counts });
  const { markdown, html } = values;
  if (markdown !== undefined) await save(markdown, markdownReport(report, { top }));
  if (html !== undefined) await save(html, htmlReport(report, { retained: retained() }));
  await output(report, values.json, (paint) => terminalReport(report, { top, paint }));
  return EXIT[report.verdict];
}

async function summary(args: string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    json: { type: 'string' },
    top: { type: 'string' },
  });
  const [file] = expectFiles(positionals, ['FILE']);
  const top = wholeNumber('--top', values.top ?? '20');
  const result = summarize(await readSnapshot(file!), { top });
  await output(result, values.json, (paint) => terminalSummary(result, { top, paint }));
  return 0;
}

async function paths(args: string[]): Promise<number> {
  const { values, positionals } = parse(args, {
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
  const found = retainerPaths(await readSnapshot(file!), { ...wanted, limit });
  if (found.length === 0) {
    const what = id === undefined ? `object of class ${className}` : `object @${id} that is held`;
    process.stderr.write(`snapshot-diff: ${file} has no ${what}\n`);
    return NOT_FOUND;
  }
  const document: PathsDocument = { schema: 'watertight.snapshot-diff.paths/1', paths: found };
  await output(document, values.json, (paint) => terminalPaths(found, { paint }));
  return 0;
}

function parse<const O extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: O,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function expectFiles(positionals: string[], names: string[]): string[] {
  if (positionals.length === names.length) return positionals;
  throw new UsageError(`expected ${names.join(' and ')}, got ${positionals.length} arguments`);
}

function readCountArguments(tasks: string | undefined, more: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  if (tasks !== undefined) counts['task'] = wholeNumber('--tasks', tasks);
  for (const text of more) {
    const [name = '', value = ''] = text.split('=', 2);
    if (name === '') throw new UsageError(`--count ${text}: expected name=N, such as failure=11`);
    counts[name] = wholeNumber(`--count ${name}`, value);
  }
  return counts;
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new UsageError(`${option} is "${text}", expected a whole number`);
  }
  return Number(text);
}

/** `--json -` takes the place of the text, `--json FILE` comes beside it. */
async function output(
  document: object,
  json: string | undefined,
  text: (paint: Paint) => string,
): Promise<void> {
  const written = `${JSON.stringify(document, null, 2)}\n`;
  if (json === '-') {
    process.stdout.write(written);
    return;
  }
  if (json !== undefined) await save(json, written);
  process.stdout.write(text(painter()));
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw Object.assign(new Error(`cannot write ${file}: ${(cause as Error).message}`), {
      exitCode: CANNOT_WRITE,
    });
  }
}

function painter(): Paint {
  const wanted = process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return wanted ? (style, text) => styleText(style, text) : (_, text) => text;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof ArgumentError) return USAGE;
  if (error instanceof SnapshotError) {
    return error.code === 'ERR_SNAPSHOT_NOT_FOUND' ? NO_INPUT : BAD_INPUT;
  }
  return (error as { exitCode?: number }).exitCode ?? SOFTWARE;
}
