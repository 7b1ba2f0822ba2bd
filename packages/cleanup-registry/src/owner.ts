import type { ChildProcess } from 'node:child_process';
import type { Dir, FSWatcher } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Agent } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { BroadcastChannel, MessagePort, Worker } from 'node:worker_threads';
import { ownAbortController } from './kinds/abort-controller.ts';
import { ownAgent } from './kinds/agent.ts';
import { ownBroadcastChannel } from './kinds/broadcast-channel.ts';
import { ownChildProcess } from './kinds/child-process.ts';
import { ownClosable } from './kinds/closable.ts';
import type { ClosableOptions } from './kinds/closable.ts';
import { ownDescriptor } from './kinds/fd.ts';
import { ownDir } from './kinds/dir.ts';
import { ownFileHandle } from './kinds/file-handle.ts';
import { ownImmediate } from './kinds/immediate.ts';
import { ownListener } from './kinds/listener.ts';
import type { EmitterLike, ListenerOptions, TargetLike } from './kinds/listener.ts';
import { ownMessagePort } from './kinds/message-port.ts';
import { ownReadline } from './kinds/readline.ts';
import type { ReadlineLike } from './kinds/readline.ts';
import { ownTempDir, ownTempFile } from './kinds/temporary.ts';
import type { TempOptions } from './kinds/temporary.ts';
import { ownWatcher } from './kinds/watcher.ts';
import { ownServer } from './kinds/server.ts';
import { ownStream } from './kinds/stream.ts';
import type { StreamOptions } from './kinds/stream.ts';
import { ownInterval, ownTimeout } from './kinds/timer.ts';
import { ownWorker } from './kinds/worker.ts';
import { behind } from './core/order.ts';
import { watchHandle } from './dropped.ts';
import type { Scope } from './core/scope.ts';
import type { Handle, OwnOptions } from './types.ts';

/** The scope behind a registry. Functions and not members, so that users see neither. */
export let scopeOf: (owner: Owner) => Scope;
/** Puts another scope behind a registry. */
export let replaceScope: (owner: Owner, scope: Scope) => void;

/** The methods that own resources of a known kind. */
export abstract class Owner {
  #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  static {
    scopeOf = (owner) => owner.#scope;
    behind.find = (value) => (value instanceof Owner ? value.#scope : undefined);
    replaceScope = (owner, scope) => {
      owner.#scope = scope;
    };
  }

  /** `setTimeout`, owned. It leaves the registry when it fires. */
  timeout(callback: () => unknown, ms: number, options?: OwnOptions): NodeJS.Timeout {
    return ownTimeout(this.#scope, callback, ms, options, this.timeout);
  }

  /** `setInterval`, owned. */
  interval(callback: () => unknown, ms: number, options?: OwnOptions): NodeJS.Timeout {
    return ownInterval(this.#scope, callback, ms, options, this.interval);
  }

  /**
   * Adds a listener to an EventEmitter or an EventTarget, owned. Something that is both (a MessagePort) is used
   * as an EventEmitter. The handle returned takes the listener off again.
   */
  listener(
    target: EmitterLike | TargetLike,
    event: string | symbol,
    // oxlint-disable-next-line typescript/no-explicit-any -- the arguments are the emitter's matter
    callback: (...args: any[]) => unknown,
    options?: ListenerOptions,
  ): Handle {
    const node = ownListener(this.#scope, target, event, callback, options, this.listener);
    return watchHandle(node, options);
  }

  /** Owns a worker thread: terminates it and waits for its exit. It leaves the registry when it exits. */
  worker<T extends Worker>(worker: T, options?: OwnOptions): T {
    return ownWorker(this.#scope, worker, options, this.worker);
  }

  /**
   * Owns a net, http or https server and its connections: stops listening, lets requests in flight finish, and
   * destroys at the deadline whatever is left, upgraded sockets too.
   */
  server<T extends Server>(server: T, options?: OwnOptions): T {
    return ownServer(this.#scope, server, options, this.server);
  }

  /** Owns a stream. One that can only be written is ended, so that its data gets out; others are destroyed. */
  stream<T extends Readable | Writable | Duplex>(stream: T, options?: StreamOptions): T {
    return ownStream(this.#scope, stream, options, this.stream);
  }

  /**
   * Owns an open file descriptor. Throws a FileDescriptorError when it is not open now; disposal reports one
   * when the number has been closed elsewhere meanwhile, and leaves alone a number that stands for another file.
   */
  fd(fd: number, options?: OwnOptions): number {
    return ownDescriptor(this.#scope, fd, options, this.fd);
  }

  /** `setImmediate`, owned. It leaves the registry when it runs. */
  immediate(callback: () => unknown, options?: OwnOptions): NodeJS.Immediate {
    return ownImmediate(this.#scope, callback, options, this.immediate);
  }

  /** A controller that is aborted at disposal. It leaves the registry when it is aborted before. */
  abortController(options?: OwnOptions): AbortController {
    return ownAbortController(this.#scope, options, this.abortController);
  }

  /** Owns a socket: ends it, so that its data gets out, and destroys it at the deadline. */
  socket<T extends Socket>(socket: T, options?: StreamOptions): T {
    return ownStream(this.#scope, socket, { flush: true, ...options }, this.socket);
  }

  /** Owns a MessagePort. It leaves the registry when either end is closed. */
  port<T extends MessagePort>(port: T, options?: OwnOptions): T {
    return ownMessagePort(this.#scope, port, options, this.port);
  }

  /** Owns a BroadcastChannel. */
  channel<T extends BroadcastChannel>(channel: T, options?: OwnOptions): T {
    return ownBroadcastChannel(this.#scope, channel, options, this.channel);
  }

  /** Owns an http.Agent or https.Agent: destroys its sockets. */
  agent<T extends Agent>(agent: T, options?: OwnOptions): T {
    return ownAgent(this.#scope, agent, options, this.agent);
  }

  /** Owns a FileHandle of node:fs/promises. It leaves the registry when it is closed. */
  fileHandle<T extends FileHandle>(handle: T, options?: OwnOptions): T {
    return ownFileHandle(this.#scope, handle, options, this.fileHandle);
  }

  /** Owns an fs.Dir; one that was iterated to its end is closed already, which is no error. */
  dir<T extends Dir>(dir: T, options?: OwnOptions): T {
    return ownDir(this.#scope, dir, options, this.dir);
  }

  /** Owns what fs.watch returns. It leaves the registry when it is closed. */
  watcher<T extends FSWatcher>(watcher: T, options?: OwnOptions): T {
    return ownWatcher(this.#scope, watcher, options, this.watcher);
  }

  /**
   * Owns a child process: SIGTERM, at the deadline SIGKILL, and its exit is awaited. When it leads a process
   * group (spawned with `detached`, not on Windows), the whole group is signalled. It leaves when it exits.
   */
  child<T extends ChildProcess>(child: T, options?: OwnOptions): T {
    return ownChildProcess(this.#scope, child, options, this.child);
  }

  /** Makes a directory in the system's place for temporary ones; disposal removes it with all that is in it. */
  tempDir(options?: TempOptions): string {
    return ownTempDir(this.#scope, options, this.tempDir);
  }

  /** Makes an empty file of this name in a temporary directory of its own; disposal removes both. */
  tempFile(name: string, options?: TempOptions): string {
    return ownTempFile(this.#scope, name, options, this.tempFile);
  }

  /** Owns an Interface of node:readline or node:readline/promises. It leaves the registry when it is closed. */
  readline<T extends ReadlineLike>(readline: T, options?: OwnOptions): T {
    return ownReadline(this.#scope, readline, options, this.readline);
  }

  /** Owns a database pool, a client, or anything else with a method that closes it. */
  closable<T extends object>(resource: T, options?: ClosableOptions): T {
    return ownClosable(this.#scope, resource, options, this.closable);
  }
}
