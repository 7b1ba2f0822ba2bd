#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArguments, USAGE } from './cli-arguments.ts';
import type { ReportCommand, RunCommand } from './cli-arguments.ts';
import { LiveScreen } from './live-screen.ts';
import { liveTable } from './live-table.ts';
import { reportPage } from './report/page.ts';
import { timelineOf } from './report/timeline.ts';
import { run } from './run.ts';

const EXIT = { stable: 0, leak: 1, suspect: 2, insufficient: 2 } as const;

/** Prints, tells the exit code, and nothing else. */
async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv);
  if (typeof parsed === 'string') {
    process.stderr.write(`${parsed}\n\n${USAGE}`);
    return 64;
  }
  if (parsed.name === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  return parsed.name === 'report' ? writeReport(parsed) : watch(parsed);
}

async function watch({ command, json, live, settings }: RunCommand): Promise<number> {
  // Two terminals or none: a table among the lines of a log file helps nobody.
  const isLive = live && process.stderr.isTTY === true && process.stdout.isTTY === true;
  const screen = isLive ? new LiveScreen(process.stderr) : undefined;
  let result;
  try {
    result = await run(command, settings, {
      ...(screen && { streams: screen }),
      show: (sample, verdict, sinceMs) =>
        screen?.show(liveTable(sample, verdict, sinceMs, process.stderr.columns)),
    });
  } catch (error) {
    process.stderr.write(`gc-probe: cannot run ${command[0]}: ${(error as Error).message}\n`);
    return 2;
  } finally {
    screen?.[Symbol.dispose]();
  }
  const { verdict, code } = result;
  if (!verdict) {
    process.stderr.write(`gc-probe: the program ended (${code}) without a verdict\n`);
    return 2;
  }
  process.stderr.write(
    json ? `${JSON.stringify(verdict)}\n` : `gc-probe: ${verdict.explanation}\n`,
  );
  if (code !== 0) process.stderr.write(`gc-probe: the program ended with ${code}\n`);
  return code !== 0 && verdict.verdict !== 'leak' ? 2 : EXIT[verdict.verdict];
}

function writeReport({ file, out }: ReportCommand): number {
  try {
    const timeline = timelineOf(readFileSync(file, 'utf8'));
    if (timeline.samples.length === 0) {
      process.stderr.write(
        `gc-probe: ${file} holds no samples; expected a recording, as \`gc-probe run --file\` keeps\n`,
      );
      return 2;
    }
    const page = reportPage(timeline, basename(file));
    if (out === '-') process.stdout.write(page);
    else {
      writeFileSync(out, page);
      process.stdout.write(`${out}\n`);
    }
    return 0;
  } catch (error) {
    process.stderr.write(`gc-probe: no report of ${file}: ${(error as Error).message}\n`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
