#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { run } from './run.ts';

const USAGE = `usage: gc-probe run [options] -- COMMAND...

Runs a Node.js program under the probe, workers included, and says whether it leaks.

  --settle MS   settle window: twice the longest innocent rise of memory (default 60000)
  --every MS    time between two samples (default 1000)
  --force       force a full collection at every sample: surer, and slower
  --file FILE   keep the recording, one JSON object a line
  --json        print the verdict as JSON instead of a paragraph

exit code: 0 stable, 1 leak, 2 cannot tell (insufficient, suspect, or the program failed), 64 usage
`;

const EXIT = { stable: 0, leak: 1, suspect: 2, insufficient: 2 } as const;

/** Prints, tells the exit code, and nothing else. */
async function main(argv: readonly string[]): Promise<number> {
  const parsed = parse(argv);
  if (typeof parsed === 'string') {
    process.stderr.write(`${parsed}\n\n${USAGE}`);
    return 64;
  }
  if (parsed.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { command, json, ...settings } = parsed;
  const live = process.stderr.isTTY === true;
  const show = (line: string): void => {
    if (live) process.stderr.write(`\r\u001B[Kgc-probe: ${line}`);
  };
  let result;
  try {
    result = await run(command, { ...settings, quiet: true }, show);
  } catch (error) {
    process.stderr.write(`gc-probe: cannot run ${command[0]}: ${(error as Error).message}\n`);
    return 2;
  }
  if (live) process.stderr.write('\r\u001B[K');
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

function parse(argv: readonly string[]) {
  const end = argv.indexOf('--');
  try {
    const { values, positionals } = parseArgs({
      args: argv.slice(0, end < 0 ? argv.length : end),
      allowPositionals: true,
      options: {
        settle: { type: 'string', default: '60000' },
        every: { type: 'string', default: '1000' },
        force: { type: 'boolean', default: false },
        file: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
    const command = end < 0 ? [] : argv.slice(end + 1);
    const { force, file, json, help } = values;
    const [settle, every] = [Number(values.settle), Number(values.every)];
    if (!help) {
      if (positionals.join(' ') !== 'run') return `no command '${positionals.join(' ')}'`;
      if (command.length === 0) return 'nothing to run: give a command after --';
      if (!(settle > 0)) return `--settle needs milliseconds above 0, got '${values.settle}'`;
      if (!(every >= 10)) return `--every needs 10 milliseconds or more, got '${values.every}'`;
    }
    return { help, command, settle, every, force, file, json };
  } catch (error) {
    return (error as Error).message;
  }
}

process.exitCode = await main(process.argv.slice(2));
