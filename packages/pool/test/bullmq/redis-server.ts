import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const isMissing = spawnSync('redis-server', ['--version']).error !== undefined;

/** Why the tests are skipped here, or false; said in their names. With CI set, a Redis that is missing fails them. */
export const skip: string | false =
  isMissing && !process.env['CI']
    ? 'skipped: no redis-server here (apt-get install redis-server)'
    : false;

export const named = (text: string): string => (skip ? `${text} (${skip})` : text);

/** A real Redis on a socket in a folder of its own, which writes down everything at once. */
export class RedisServer implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'redis-'));
  readonly path: string = join(this.folder, 'redis.sock');
  #process: ChildProcess | undefined;

  async start(): Promise<this> {
    const files = ['--dir', this.folder, '--unixsocket', this.path];
    const durable = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    const running = spawn('redis-server', ['--port', '0', ...files, ...durable], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = running;
    const lines = createInterface({ input: running.stdout! });
    const said: string[] = [];
    for await (const line of lines) {
      said.push(line);
      if (!/ready to accept connections/i.test(line)) continue;
      running.stdout!.resume();
      return this;
    }
    throw new Error(`redis-server ended before it was ready:\n${said.join('\n')}`);
  }

  /** Kills it as a crash would. */
  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (!running) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
