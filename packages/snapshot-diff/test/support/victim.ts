import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AttachOptions } from '@watertight/snapshot-diff';

export interface StartOptions {
  /** Script in test/fixtures. @default 'victim.mjs' */
  script?: string;
  execArgv?: string[];
  args?: string[];
  env?: Record<string, string>;
}

/** A process of its own that knows nothing of the package; it ends with this one, or when disposed. */
export class Victim implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The first line it wrote. */
  greeting = '';
  stderr = '';

  constructor({ script = 'victim.mjs', execArgv = [], args = [], env = {} }: StartOptions) {
    const path = fileURLToPath(new URL(`../fixtures/${script}`, import.meta.url));
    this.child = spawn(process.execPath, ['--inspect-port=0', ...execArgv, path, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    this.pid = this.child.pid!;
    this.child.stderr!.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  async ready(): Promise<this> {
    const lines = createInterface({ input: this.child.stdout! });
    [this.greeting] = (await once(lines, 'line')) as [string];
    return this;
  }

  /** By its id, with more time than a busy machine may need. */
  get target(): AttachOptions {
    return { pid: this.pid, timeout: 60_000 };
  }

  /** One after the other: nothing is in flight afterwards, and no connection is kept, which would be a descriptor. */
  async runTasks(count: number): Promise<void> {
    for (let task = 0; task < count; task++) {
      const request = get({ port: this.greeting, path: '/task', agent: false });
      const closed = once(request, 'socket').then(([socket]) => once(socket as Socket, 'close'));
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      await closed;
    }
  }

  /** What the kernel says, where it can be asked. */
  get descriptors(): number {
    return process.platform === 'linux' ? readdirSync(`/proc/${this.pid}/fd`).length : 0;
  }

  /** A connection that is over at this end may not be so at the other one, nor accepted when it is made. */
  async untilDescriptors(count: number): Promise<void> {
    while (process.platform === 'linux' && this.descriptors !== count) await delay(5);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.running) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

export function startVictim(options: StartOptions = {}): Promise<Victim> {
  return new Victim(options).ready();
}
