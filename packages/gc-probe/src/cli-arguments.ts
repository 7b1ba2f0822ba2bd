import { parseArgs } from 'node:util';
import type { RecordingSettings } from './recording.ts';

export const USAGE = `usage: gc-probe run [options] -- COMMAND...
       gc-probe report FILE [--out FILE]

run: runs a Node.js program under the probe, workers included, and says whether it leaks.
In a terminal it shows a table while the program runs; what the program prints passes above it.

  --settle MS   settle window: twice the longest innocent rise of memory (default 60000)
  --every MS    time between two samples (default 1000)
  --force       force a full collection at every sample: surer, and slower
  --file FILE   keep the recording, one JSON object a line, for \`gc-probe report\`
  --json        print the verdict as JSON instead of a paragraph
  --no-live     no table; the program keeps the terminal for itself

exit code: 0 stable, 1 leak, 2 cannot tell (insufficient, suspect, or the program failed), 64 usage

report: draws a recording as one HTML file that loads nothing from elsewhere.

  --out FILE    where to write it (default FILE.html; - for stdout)
`;

/** What `gc-probe run` was asked for. */
export interface RunCommand {
  readonly name: 'run';
  readonly command: readonly string[];
  readonly json: boolean;
  readonly live: boolean;
  readonly settings: RecordingSettings;
}

/** What `gc-probe report` was asked for. */
export interface ReportCommand {
  readonly name: 'report';
  readonly file: string;
  readonly out: string;
}

type Parsed = RunCommand | ReportCommand | { readonly name: 'help' };

/** Reads the arguments; a string says what is wrong with them. */
export function parseArguments(argv: readonly string[]): Parsed | string {
  try {
    if (argv[0] === '--help' || argv[0] === '-h') return { name: 'help' };
    return argv[0] === 'report' ? report(argv.slice(1)) : run(argv);
  } catch (error) {
    return (error as Error).message;
  }
}

function report(args: readonly string[]): Parsed | string {
  const options = { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  if (values.help) return { name: 'help' };
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) return 'report needs one file, the recording';
  return { name: 'report', file, out: values.out ?? `${file}.html` };
}

function run(argv: readonly string[]): Parsed | string {
  const end = argv.indexOf('--');
  const { values, positionals } = parseArgs({
    args: argv.slice(0, end < 0 ? argv.length : end),
    allowPositionals: true,
    options: {
      settle: { type: 'string', default: '60000' },
      every: { type: 'string', default: '1000' },
      force: { type: 'boolean', default: false },
      file: { type: 'string' },
      json: { type: 'boolean', default: false },
      'no-live': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) return { name: 'help' };
  const command = end < 0 ? [] : argv.slice(end + 1);
  const { force, file, json } = values;
  const [settle, every] = [Number(values.settle), Number(values.every)];
  if (positionals.join(' ') !== 'run') return `no command '${positionals.join(' ')}'`;
  if (command.length === 0) return 'nothing to run: give a command after --';
  if (!(settle > 0)) return `--settle needs milliseconds above 0, got '${values.settle}'`;
  if (!(every >= 10)) return `--every needs 10 milliseconds or more, got '${values.every}'`;
  const settings: RecordingSettings = { settle, every, force, file, quiet: true };
  return { name: 'run', command, json, live: !values['no-live'], settings };
}
