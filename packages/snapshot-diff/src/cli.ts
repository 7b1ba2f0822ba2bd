#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { parseArgs, styleText } from 'node:util';
import { ArgumentError, SnapshotError } from './errors.ts';
import { HELP } from './report/help.ts';
import { compareFiles } from './report/compare-files.ts';
import { terminalReport, type Paint } from './report/terminal.ts';

const EXIT = { 'no leak': 0, leak: 1, inconclusive: 2 } as const;
const USAGE = 64; // EX_USAGE of sysexits.h
const BAD_INPUT = 65; // EX_DATAERR
const NO_INPUT = 66; // EX_NOINPUT
const CANNOT_WRITE = 73; // EX_CANTCREAT
const SOFTWARE = 70; // EX_SOFTWARE

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

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [base, target, ...rest] = positionals;
  if (base === undefined || target === undefined || rest.length > 0) {
    throw new UsageError(`expected BASE and TARGET, got ${positionals.length} arguments`);
  }
  const top = wholeNumber('--top', values.top ?? '20');
  const counts = readCountArguments(values.tasks, values.count ?? []);
  const report = await compareFiles(base, target, { counts });
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (values.json === '-') process.stdout.write(json);
  else {
    if (values.json !== undefined) await save(values.json, json);
    process.stdout.write(terminalReport(report, { top, paint: painter() }));
  }
  return EXIT[report.verdict];
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        tasks: { type: 'string' },
        count: { type: 'string', multiple: true },
        json: { type: 'string' },
        top: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
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
  if (!/^\d{1,15}$/.test(text))
    throw new UsageError(`${option} is "${text}", expected a whole number`);
  return Number(text);
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
