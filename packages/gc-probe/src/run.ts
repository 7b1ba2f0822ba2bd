import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LiveScreen } from './live-screen.ts';
import type { RecordedLine, RecordingSettings } from './recording.ts';
import type { Sample, Verdict, VerdictKind } from './types.ts';

/** What came of a program that was run under the probe. */
export interface RunResult {
  /** Undefined when the program ended without its exit handlers (killed), or is no Node.js. */
  readonly verdict: Verdict | undefined;
  readonly code: number;
}

/** Who looks on while it runs. */
export interface Onlooker {
  show(sample: Sample, verdict: VerdictKind, sinceMs: number): void;
  /** Where the output of the program goes; without it the program has the terminal itself. */
  readonly streams?: LiveScreen;
}

/** Runs a command with the probe preloaded and follows its recording. */
export async function run(
  command: readonly string[],
  settings: RecordingSettings,
  onlooker: Onlooker,
): Promise<RunResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'gc-probe-'));
  const file = settings.file ?? join(scratch, 'recording.jsonl');
  closeSync(openSync(file, 'w'));
  const tail = new Tail(file);
  const [program, ...args] = command;
  const child = spawn(program as string, args, {
    stdio: onlooker.streams ? ['inherit', 'pipe', 'pipe'] : 'inherit',
    env: environment(settings, file),
  });
  if (child.stdout) onlooker.streams?.pass(child.stdout, process.stdout);
  if (child.stderr) onlooker.streams?.pass(child.stderr, process.stderr);
  // Ctrl-C reaches the child too, and its end ends us.
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  let kind: VerdictKind = 'insufficient';
  let verdict: Verdict | undefined;
  let first: number | undefined;
  const follow = (): void => {
    for (const line of tail.lines()) {
      if (line.type === 'sample') {
        first ??= line.at;
        onlooker.show(line, kind, line.at - first);
      } else if (line.type !== 'snapshot') {
        kind = line.verdict.verdict;
        if (line.type === 'end') verdict = line.verdict;
      }
    }
  };
  const timer = setInterval(follow, settings.every);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      // Not before all its output has arrived.
      child.once('close', (exit, signal) =>
        resolve(exit ?? 128 + constants.signals[signal as NodeJS.Signals]),
      );
    });
    follow();
    return { verdict, code };
  } finally {
    clearInterval(timer);
    process.off('SIGINT', ignore);
    tail[Symbol.dispose]();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function environment(settings: RecordingSettings, file: string): NodeJS.ProcessEnv {
  // Beside this file, whether that is the source, the build or a bundle of a test.
  const own = fileURLToPath(import.meta.url);
  const register = new URL(`./register${extname(own)}`, import.meta.url);
  const options = `${process.env['NODE_OPTIONS'] ?? ''} --import ${register.href}`;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_OPTIONS: options.trim(),
    GC_PROBE_SETTLE: String(settings.settle),
    GC_PROBE_EVERY: String(settings.every),
    GC_PROBE_FORCE: settings.force ? '1' : '0',
    GC_PROBE_FILE: file,
    GC_PROBE_QUIET: '1',
  };
  delete env['GC_PROBE_OWNER'];
  return env;
}

/** Reads what was added to a file since the last time, line by line. */
class Tail implements Disposable {
  readonly #fd: number;
  readonly #chunk = Buffer.alloc(65_536);
  #rest: Buffer = Buffer.alloc(0);

  constructor(file: string) {
    this.#fd = openSync(file, 'r');
  }

  *lines(): Generator<RecordedLine> {
    for (;;) {
      const size = readSync(this.#fd, this.#chunk, 0, this.#chunk.length, null);
      if (size === 0) return;
      this.#rest = Buffer.concat([this.#rest, this.#chunk.subarray(0, size)]);
      for (;;) {
        const end = this.#rest.indexOf(10);
        if (end < 0) break;
        yield JSON.parse(this.#rest.toString('utf8', 0, end)) as RecordedLine;
        this.#rest = this.#rest.subarray(end + 1);
      }
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}
