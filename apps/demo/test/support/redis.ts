import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const isMissing = spawnSync('redis-server', ['--version']).error !== undefined;

/** Why tests of the distributed modes are skipped here, or false; said in their names. With CI set they fail instead. */
export const skip: string | false =
  isMissing && !process.env['CI']
    ? 'skipped: no redis-server here (apt-get install redis-server)'
    : false;

export const named = (text: string): string => (skip ? `${text} (${skip})` : text);

/** A real Redis of this test alone, on a socket in a folder that goes with it. Keeps what it has acknowledged. */
export class Redis implements AsyncDisposable {
  readonly #registry: Registry = createRegistry({ name: 'redis' });
  readonly #arguments: readonly string[];
  readonly path: string;
  #process: ChildProcess | undefined;

  private constructor(more: readonly string[]) {
    const folder = this.#registry.tempDir({ prefix: 'demo-redis-' });
    this.path = join(folder, 'redis.sock');
    const place = ['--port', '0', '--dir', folder, '--unixsocket', this.path];
    const durable = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    this.#arguments = [...place, ...durable, ...more];
  }

  /** @param more arguments of redis-server, which come last and hold */
  static async start(...more: string[]): Promise<Redis> {
    const redis = new Redis(more);
    await redis.restart();
    return redis;
  }

  /** Starts it with what it had when it was killed. Resolves when it can be used. */
  async restart(): Promise<void> {
    const server = spawn('redis-server', this.#arguments, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = this.#registry.child(server);
    const said: string[] = [];
    for await (const line of createInterface({ input: server.stdout })) {
      said.push(line);
      if (!/ready to accept connections/i.test(line)) continue;
      server.stdout.resume();
      return;
    }
    throw new Error(`redis-server ended before it was ready:\n${said.join('\n')}`);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const server = this.#process!;
    server.kill('SIGKILL');
    await this.#registry.release(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#registry.dispose();
  }
}
