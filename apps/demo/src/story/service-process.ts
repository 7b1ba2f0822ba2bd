import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Mode } from '../process/mode.ts';
import {
  heldOpenCode,
  writeSettings,
  type Command,
  type Message,
  type ServiceSettings,
} from '../process/protocol.ts';
import { within } from '../process/within.ts';
import { leaksVariable, type LeakId } from '../systems/leaks.ts';

/** Milliseconds that tasks in flight have to finish after an interruption. */
const drainDeadline = 5000;

type MessageOf<K extends Message['is']> = Extract<Message, { is: K }>;

export interface ServiceProcessOptions extends ServiceSettings {
  /** The mistakes that it is to make: none for the fixed one. */
  readonly leaks: readonly LeakId[];
  /** Where its temporary files go: a process that has to be killed removes none itself. */
  readonly directory: string;
  readonly onMessage: (message: Message) => void;
  /** What messages call it. @default 'leaky service' or 'fixed service' */
  readonly name?: string;
}

/** How a service process ended once it had been told to stop. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It ended because nothing was left to do, not because it was made to. */
  readonly byItself: boolean;
}

/** A service process failed, or ended before it was told to. */
export class ServiceError extends Error {
  readonly code = 'ERR_DEMO_SERVICE';
  override readonly name = 'ServiceError';
  /** The signal that ended the process, if one did. */
  readonly signal: NodeJS.Signals | null;

  constructor(message: string, signal: NodeJS.Signals | null) {
    super(message);
    this.signal = signal;
  }
}

const probeInWorkers = createRequire(import.meta.url).resolve('@watertight/gc-probe/worker');

function flags({ own }: ServiceSettings): string[] {
  // The visitor's module knows nothing of the probe: it is loaded before it, in every worker; in the main
  // thread it does nothing. As CommonJS: workers without a file, as a pool's, do not heed `--import`.
  if (own) return ['--require', probeInWorkers];
  // A young generation of at most 12 MB: with V8's 48 resident memory rose for the first 200,000 tasks.
  return ['--max-semi-space-size=4'];
}

function environment(leaks: readonly LeakId[], directory: string): NodeJS.ProcessEnv {
  // glibc gives every thread an arena of its own and keeps what a snapshot used there: with twenty
  // threads that was 0.4 GB more resident memory. Two arenas are what busy services set, too.
  const own = { MALLOC_ARENA_MAX: '2', ...process.env, ...leaksVariable(leaks) };
  // What os.tmpdir() goes by, on Windows and elsewhere.
  return { ...own, TMPDIR: directory, TEMP: directory, TMP: directory };
}

/** A service in a process of its own. Disposing it kills what is left of it and awaits the exit. */
export class ServiceProcess implements AsyncDisposable {
  readonly mode: Mode;
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    Message['is'],
    { resolve: (message: Message) => void; reject: (error: Error) => void }
  >();
  #stderr = '';
  #failure: ServiceError | undefined;
  #ready = false;
  #stopping = false;

  constructor({ leaks, directory, onMessage, name, ...settings }: ServiceProcessOptions) {
    this.mode = settings.mode;
    this.#name = name ?? `${this.mode} service`;
    this.#child = fork(
      fileURLToPath(new URL('./service-process.js', import.meta.url)),
      [writeSettings(settings)],
      {
        env: environment(leaks, directory),
        execArgv: [...process.execArgv, ...flags(settings)],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      },
    );
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    this.#child.on('message', (message: Message) => {
      if (message.is === 'fault') this.#fail(message.message);
      if (message.is === 'ready') this.#ready = true;
      this.#waiting.get(message.is)?.resolve(message);
      onMessage(message);
    });
    this.#child.on('exit', (code, signal) => {
      this.#fail(`it ended early (${signal ?? `code ${code}`})`, signal);
    });
    this.#child.on('error', (error) => this.#fail(error.message));
  }

  send(command: Command): void {
    // Nobody is told here that the process is gone: its exit is, and by which signal.
    if (this.#child.connected) this.#child.send(command, () => {});
  }

  /** Sends a command; resolves with the first answer of one of these kinds. */
  ask<K extends Message['is']>(command: Command, ...answers: readonly K[]): Promise<MessageOf<K>> {
    const answered = this.next(...answers);
    this.send(command);
    return answered;
  }

  /** Resolves with the next message of one of these kinds; rejects when the process fails first. */
  async next<K extends Message['is']>(...kinds: readonly K[]): Promise<MessageOf<K>> {
    if (this.#failure) throw this.#failure;
    try {
      return await new Promise<MessageOf<K>>((resolve, reject) => {
        const waiting = { resolve: resolve as (message: Message) => void, reject };
        for (const kind of kinds) this.#waiting.set(kind, waiting);
      });
    } finally {
      for (const kind of kinds) this.#waiting.delete(kind);
    }
  }

  /** Lets go of a process that has been told to stop, and sees how it ends. */
  async letGo(): Promise<Ending> {
    this.#stopping = true;
    const exit = once(this.#child, 'exit');
    this.#child.disconnect();
    const [code, signal] = (await exit) as [number | null, NodeJS.Signals | null];
    return { code, signal, byItself: signal === null && code !== heldOpenCode };
  }

  /**
   * Stops its intake, lets what is in flight finish within the deadline, and has it dispose of
   * everything. Does nothing where it was told to stop before, or has failed.
   */
  async retire(): Promise<void> {
    if (this.#stopping || this.#failure || !this.#ready) return;
    this.#stopping = true;
    const startedAt = performance.now();
    const drained = this.ask({ do: 'drain', within: drainDeadline }, 'drained');
    // A little more than it has itself, for a process that is too busy to answer.
    if (!(await within(drainDeadline + 1000, drained))) return;
    const left = drainDeadline + 1000 - (performance.now() - startedAt);
    await within(Math.max(1000, left), this.ask({ do: 'stop' }, 'stopped'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.retire();
    this.#stopping = true;
    this.#fail('it was stopped');
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  #fail(reason: string, signal: NodeJS.Signals | null = null): void {
    const details = this.#stderr.trim() ? `\n${this.#stderr.trim()}` : '';
    this.#failure ??= new ServiceError(`the ${this.#name} failed: ${reason}${details}`, signal);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
  }
}
