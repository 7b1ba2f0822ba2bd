import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { AttachOptions } from '../attach/live-process.ts';
import type { ThreadChoice, ThreadOptions } from '../capture/capture-process.ts';
import { UsageError } from './exit-codes.ts';
import { nearest } from './nearest.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
export type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true }>
>;

/** @throws {UsageError} that names the option that was most likely meant */
export function parseArguments<const O extends Options>(
  args: readonly string[],
  options: O,
): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(message);
    const [unknown = ''] = /(?<=')-{1,2}[^'\s=]+/.exec(message) ?? [];
    const known = Object.keys(options).map((name) => `--${name}`);
    const meant = nearest(unknown, known);
    const hint = meant ? `did you mean ${meant}?` : `known here: ${known.join(', ')}`;
    throw new UsageError(`there is no option ${unknown}; ${hint}`);
  }
}

export function expectFiles(positionals: readonly string[], names: readonly string[]): string[] {
  if (positionals.length === names.length) return [...positionals];
  const got = positionals.length === 0 ? 'none' : positionals.join(' ');
  throw new UsageError(`expected ${names.join(' and ')}, got ${got}`);
}

export function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new UsageError(`${option} is "${text}", expected a whole number`);
  }
  return Number(text);
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
/** Longest that a timer of Node's can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** `500ms`, `60s`, `1.5m`, `2h` in milliseconds. */
export function duration(option: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const milliseconds = Math.round(Number(number) * UNITS[unit as keyof typeof UNITS]);
  if (milliseconds <= LONGEST) return milliseconds;
  throw new UsageError(`${option} is "${text}", expected a time such as 500ms, 60s, 5m or 2h`);
}

export interface CountArguments {
  counts: Record<string, number>;
  expressions: Record<string, string>;
}

/** `--tasks N` and every `--count NAME=N`; where a process is there to ask, `--count NAME=EXPRESSION`. */
export function readCountArguments(
  tasks: string | undefined,
  more: readonly string[] = [],
): CountArguments {
  const counts: Record<string, number> = {};
  const expressions: Record<string, string> = {};
  if (tasks !== undefined) counts['task'] = wholeNumber('--tasks', tasks);
  for (const text of more) {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`--count ${text}: expected NAME=N, such as failure=11`);
    }
    if (/^\d{1,15}$/.test(value)) counts[name] = Number(value);
    else expressions[name] = value;
  }
  return { counts, expressions };
}

/** Options of every command that attaches to a process. */
export const PROCESS_OPTIONS = {
  pid: { type: 'string' },
  inspect: { type: 'string' },
  remote: { type: 'boolean' },
  threads: { type: 'string' },
  timeout: { type: 'string' },
  factor: { type: 'string' },
  force: { type: 'boolean' },
} as const;

export interface ProcessValues {
  pid?: string | undefined;
  inspect?: string | undefined;
  remote?: boolean | undefined;
  threads?: string | undefined;
  timeout?: string | undefined;
  factor?: string | undefined;
  force?: boolean | undefined;
}

export function readProcess(values: ProcessValues): AttachOptions {
  const { pid, inspect, remote = false, timeout } = values;
  if ((pid === undefined) === (inspect === undefined)) {
    throw new UsageError('expected either --pid P or --inspect HOST:PORT');
  }
  const options = timeout === undefined ? {} : { timeout: duration('--timeout', timeout) };
  if (pid !== undefined) {
    const number = wholeNumber('--pid', pid);
    if (number === 0) throw new UsageError('--pid is "0", expected the id of a process');
    return { ...options, pid: number };
  }
  return { ...options, inspect: inspect!, remote };
}

export function readThreadOptions(values: ProcessValues): ThreadOptions {
  const { threads, factor, force = false } = values;
  const options: ThreadOptions = { force };
  if (threads !== undefined) options.threads = readThreads(threads);
  if (factor !== undefined) {
    if (!/^\d+(\.\d+)?$/.test(factor) || Number(factor) === 0) {
      throw new UsageError(`--factor is "${factor}", expected a number over 0`);
    }
    options.factor = Number(factor);
  }
  return options;
}

function readThreads(text: string): ThreadChoice {
  if (text === 'all' || text === 'main') return text;
  if (/^\d{1,9}(,\d{1,9})*$/.test(text)) return text.split(',').map(Number);
  throw new UsageError(`--threads is "${text}", expected all, main or thread ids such as 1,3`);
}
