#!/usr/bin/env node
import { capture } from './command/capture.ts';
import { compare } from './command/compare.ts';
import { EXIT, exitCodeOf } from './command/exit-codes.ts';
import { HELP, type HelpTopic } from './command/help.ts';
import { hunt } from './command/hunt.ts';
import { paths } from './command/paths.ts';
import { summary } from './command/summary.ts';

const COMMANDS = { summary, paths, capture, hunt } as const;
const names = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];

for (const stream of [process.stdout, process.stderr]) {
  // `| head` closes early; that is its right, and no failure of ours. The exit status stays the verdict.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.exitCode = exitCodeOf(error);
  process.stderr.write(`snapshot-diff: ${(error as Error).message}\n`);
  if (process.exitCode === EXIT.usage) process.stderr.write(`Try: ${help(process.argv[2])}\n`);
  if (process.exitCode === EXIT.software) process.stderr.write(`${(error as Error).stack}\n`);
}

function run(args: string[]): Promise<number> {
  const [first = '', ...rest] = args;
  const command = names.find((name) => name === first);
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  if (first === 'help' || options.includes('--help') || options.includes('-h')) {
    const topic = command ?? rest.find((word) => word in HELP) ?? 'compare';
    process.stdout.write(HELP[topic as HelpTopic]);
    return Promise.resolve(0);
  }
  return command ? COMMANDS[command](rest) : compare(args, names);
}

function help(first: string | undefined): string {
  const command = names.find((name) => name === first);
  return `snapshot-diff ${command ? `${command} ` : ''}--help`;
}
