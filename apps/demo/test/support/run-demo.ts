import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The built demo in a process group and a temporary folder of its own. */
export class DemoRun implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'demo-test-'));
  readonly report: string = join(this.folder, 'report.html');
  readonly lines: Record<string, unknown>[] = [];
  readonly #temporary: string;
  readonly #child: ChildProcess;
  readonly #waiting: { holds: (line: Record<string, unknown>) => boolean; resolve: () => void }[] =
    [];
  stderr = '';
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  /**
   * Arguments that begin with the name of a mode stay as they are; the story is told where its report goes.
   * @param flags - of Node.js
   */
  constructor(args: readonly string[], flags: readonly string[] = []) {
    const isNamed = args[0] !== undefined && !args[0].startsWith('-');
    const hasReport = !isNamed && !args.includes('--dashboard');
    const all = hasReport ? ['--report', this.report, ...args] : args;
    this.#temporary = mkdtempSync(join(this.folder, 'tmp-'));
    this.#child = spawn(process.execPath, [...flags, main, ...all], {
      env: { ...process.env, TMPDIR: this.#temporary, INIT_CWD: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#read(line));
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => resolve(code ?? signal));
    });
  }

  /** Resolves at the first line for which the condition holds, or when the run is over. */
  async line(holds: (line: Record<string, unknown>) => boolean): Promise<void> {
    if (this.lines.some(holds)) return;
    const seen = new Promise<void>((resolve) => this.#waiting.push({ holds, resolve }));
    await Promise.race([seen, this.ended]);
  }

  /** As Ctrl-C in a terminal: the signal goes to every process of the group. */
  interrupt(signal: NodeJS.Signals): void {
    process.kill(-this.#child.pid!, signal);
  }

  /** As a supervisor does it: the signal goes to the first process only. */
  interruptFirst(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Files that the run left in its temporary folder. */
  get leftFiles(): string[] {
    return readdirSync(this.#temporary);
  }

  /** Processes of the group that are still alive (zombies are dead). */
  get leftProcesses(): string[] {
    return readdirSync('/proc').filter((entry) => {
      if (!/^\d+$/.test(entry)) return false;
      try {
        // "pid (name) state ppid pgrp …": the name may hold blanks and brackets.
        const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
        const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return group === String(this.#child.pid) && state !== 'Z';
      } catch {
        return false;
      }
    });
  }

  /** Kills the service processes, as a system without memory does. */
  killServices(): void {
    for (const pid of this.leftProcesses) {
      const isService = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('service-process.js');
      if (isService) process.kill(Number(pid), 'SIGKILL');
    }
  }

  [Symbol.dispose](): void {
    try {
      process.kill(-this.#child.pid!, 'SIGKILL');
    } catch {
      // The group is gone, as it should be.
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #read(text: string): void {
    const isJson = text.startsWith('{');
    const line = isJson ? (JSON.parse(text) as Record<string, unknown>) : { text };
    this.lines.push(line);
    for (const { holds, resolve } of this.#waiting) if (holds(line)) resolve();
  }
}
