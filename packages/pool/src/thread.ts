import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
  type Transferable,
} from 'node:worker_threads';
import type { Readable } from 'node:stream';
import { decodeError } from './error-codec.ts';
import { Flight } from './flight.ts';
import { InvalidArgumentError, PoolError } from './errors.ts';
import {
  FLUSH_FIRST,
  type ControlReply,
  type Failure,
  type InitMessage,
  type MemoryFigures,
} from './protocol.ts';
import type { Settings } from './options.ts';
import type { RetireReason } from './stats.ts';
import { forwardOutput } from './worker-output.ts';
import type { Task } from './task.ts';
import type { TaskList } from './task-list.ts';
import { workerUrl } from './worker-url.ts';

/** What a thread tells the pool that it works for. */
export interface ThreadOwner {
  readonly settings: Settings;
  onReady(thread: Thread): void;
  onResult(task: Task, value: unknown): void;
  onFailure(task: Task, failure: Failure): void;
  /** An argument could not be cloned; the thread never saw the task. */
  onUnsendable(task: Task, error: unknown): void;
  onReplies(thread: Thread, count: number, busyMs: number): void;
  /** The worker is gone. What it leaves in its flight list is the owner's to settle. */
  onExit(thread: Thread): void;
  onPins(change: 1 | -1): void;
}

/** One worker: its start, what is with it, and its end. One set of listeners for its life. */
export class Thread {
  readonly flight: Flight = new Flight();
  readonly gone: Promise<void>;
  readonly createdAt: number = Date.now();
  threadId = -1;
  ready = false;
  /** It loaded the module; what it died of later is not the module's loading. */
  loaded = false;
  /** Why it ends; undefined while it is not told to. */
  reason: RetireReason | undefined;
  /** What it died of, where there was an error. */
  failure: unknown;
  exitCode: number | undefined;
  /** Tasks that it answered. */
  answered = 0;
  busyMs = 0;
  idleSince: number = performance.now();
  readonly #owner: ThreadOwner;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #names: Map<string, number> = new Map();
  readonly #snapshots: Set<Readable> = new Set();
  readonly #memoryWaits: Map<number, PromiseWithResolve<MemoryFigures>> = new Map();
  #memoryRequests = 0;
  #pins = 0;

  constructor(owner: ThreadOwner) {
    this.#owner = owner;
    const { worker: options, module, concurrency } = owner.settings;
    this.#worker = new Worker(workerUrl, options);
    this.threadId = this.#worker.threadId;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.gone = new Promise((resolve) => {
      let left = 2;
      const ended = (): void => {
        left -= 1;
        if (left === 0) resolve();
      };
      this.#worker.once('exit', (code) => {
        this.#onExit(code);
        ended();
      });
      port1.once('close', ended);
    });
    this.#worker.on('error', (error) => {
      this.failure = error;
    });
    port1.on('message', this.#receive);
    port1.on('messageerror', this.#unreadable);
    port1.unref();
    this.#worker.unref();
    forwardOutput(this.#worker);
    const init: InitMessage = {
      type: 'init',
      port: port2,
      words: this.flight.words,
      module,
      concurrency,
    };
    this.#worker.postMessage(init, [port2]);
  }

  /** Sends up to `count` tasks from the head of the list in one message. */
  send(list: TaskList, count: number): void {
    const message: unknown[] = [];
    const fresh: string[] = [];
    const sent: Task[] = [];
    for (let left = count; left > 0; left -= 1) {
      const task = list.first;
      if (!task || task.transfer) break;
      list.remove(task);
      this.#write(task, message, fresh);
      sent.push(task);
    }
    try {
      this.#port.postMessage(fresh.length > 0 ? [...fresh, ...message] : message);
    } catch {
      this.#sendOneByOne(sent, fresh);
    }
  }

  /** Sends the first task of the list alone, with what it moves. */
  sendMoving(list: TaskList): void {
    const task = list.first!;
    list.remove(task);
    const fresh: string[] = [];
    const message: unknown[] = [];
    this.#write(task, message, fresh);
    if (fresh.length > 0) this.#port.postMessage(fresh);
    // Node.js sends a list with a buffer that was moved before, and the task finds it empty.
    const gone = task.transfer!.findIndex(isDetached);
    if (gone === -1) return this.#postOne(task, message, task.transfer);
    this.flight.remove(task);
    this.#owner.onUnsendable(
      task,
      new TypeError(`transfer[${gone}] is an ArrayBuffer that was moved away before`),
    );
  }

  /** Tells the worker to end, at once or when the last heap snapshot has been read. */
  end(reason: RetireReason): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    this.ready = false;
    if (reason === 'destroyed') for (const stream of this.#snapshots) stream.destroy();
    if (this.#pins === 0) void this.#worker.terminate();
  }

  get pinned(): boolean {
    return this.#pins > 0;
  }

  async getHeapSnapshot(options?: object): Promise<Readable> {
    if (this.reason !== undefined || this.exitCode !== undefined) throw this.#notRunning();
    // Ending the isolate under a snapshot stream crashes the process (nodejs/node#46210).
    this.#pin(1);
    try {
      const get = this.#worker.getHeapSnapshot as (options?: object) => Promise<Readable>;
      const stream = await get.call(this.#worker, options);
      this.#snapshots.add(stream);
      stream.once('close', () => {
        this.#snapshots.delete(stream);
        this.#pin(-1);
      });
      return stream;
    } catch (error) {
      this.#pin(-1);
      throw error;
    }
  }

  /** Asks the isolate; from Node.js 22 on a busy worker answers too. */
  async memoryUsage(): Promise<MemoryFigures> {
    if (this.reason !== undefined || this.exitCode !== undefined) throw this.#notRunning();
    const worker = this.#worker as Worker & { getHeapStatistics?(): Promise<HeapStatistics> };
    if (worker.getHeapStatistics) {
      const statistics = await worker.getHeapStatistics();
      return {
        heapUsed: statistics.used_heap_size,
        heapTotal: statistics.total_heap_size,
        external: statistics.external_memory,
      };
    }
    const request = ++this.#memoryRequests;
    return new Promise((resolve, reject) => {
      this.#memoryWaits.set(request, { resolve, reject });
      this.#port.postMessage({ type: 'memory', request });
    });
  }

  #write(task: Task, message: unknown[], fresh: string[]): void {
    const { args, name } = task;
    let index = this.#names.get(name);
    if (index === undefined) {
      index = this.#names.size;
      this.#names.set(name, index);
      fresh.push(name);
    }
    const flag = task.killable || this.#owner.settings.limited ? FLUSH_FIRST : 0;
    message.push(this.flight.add(task, this), index * 2 + flag, args.length);
    for (let i = 0; i < args.length; i += 1) message.push(args[i]);
  }

  /** One argument in the batch cannot be cloned, and the error does not say whose. */
  #sendOneByOne(tasks: Task[], fresh: string[]): void {
    if (fresh.length > 0) this.#port.postMessage(fresh);
    for (const task of tasks) {
      const index = this.#names.get(task.name)!;
      const flag = task.killable || this.#owner.settings.limited ? FLUSH_FIRST : 0;
      // Abort may have come from a getter that ran while the batch was cloned.
      if (task.thread !== this) continue;
      const message = [task.id, index * 2 + flag, task.args.length, ...task.args];
      this.#postOne(task, message, undefined);
    }
  }

  #postOne(task: Task, message: unknown[], transfer: readonly Transferable[] | undefined): void {
    try {
      this.#port.postMessage(message, transfer);
    } catch (error) {
      if (task.thread !== this) return;
      this.flight.remove(task);
      this.#owner.onUnsendable(task, error);
    }
  }

  readonly #receive = (message: unknown[] | ControlReply): void => {
    if (Array.isArray(message)) this.#land(message);
    else this.#control(message);
  };

  #land(message: unknown[]): void {
    const owner = this.#owner;
    const busyMs = message[0] as number;
    for (let i = 1; i < message.length; i += 2) {
      const id = message[i] as number;
      const task = this.flight.land(id < 0 ? -id : id);
      // Null: it was aborted, or timed out, while this message was on its way.
      if (!task) continue;
      if (id > 0) owner.onResult(task, message[i + 1]);
      else owner.onFailure(task, message[i + 1] as Failure);
    }
    const count = (message.length - 1) / 2;
    this.answered += count;
    this.busyMs += busyMs;
    owner.onReplies(this, count, busyMs);
  }

  #control(message: ControlReply): void {
    if (message.type === 'memory') {
      this.#memoryWaits.get(message.request)?.resolve(message.figures);
      this.#memoryWaits.delete(message.request);
    } else if (message.type === 'ready') {
      if (this.reason !== undefined) return;
      this.ready = true;
      this.loaded = true;
      this.#owner.onReady(this);
    } else {
      this.failure = decodeError(message.error);
      this.end(message.type === 'load-failed' ? 'load-failed' : 'unreadable');
    }
  }

  readonly #unreadable = (error: Error): void => {
    this.failure = error;
    this.end('unreadable');
  };

  #onExit(code: number): void {
    this.ready = false;
    this.exitCode = code;
    // Replies that were sent before the end may still wait here: a task they settle is not lost.
    for (;;) {
      const received = readOne(this.#port);
      if (!received) break;
      this.#receive(received.message as unknown[] | ControlReply);
    }
    this.#port.off('message', this.#receive);
    this.#port.off('messageerror', this.#unreadable);
    this.#port.close();
    this.#worker.removeAllListeners('error');
    for (const wait of this.#memoryWaits.values()) wait.reject(this.#notRunning());
    this.#memoryWaits.clear();
    for (const stream of this.#snapshots) stream.destroy();
    this.reason ??= this.failure === undefined ? 'exited' : 'crashed';
    this.#owner.onExit(this);
  }

  #pin(change: 1 | -1): void {
    this.#pins += change;
    this.#owner.onPins(change);
    if (this.#pins === 0 && this.reason !== undefined && this.exitCode === undefined) {
      void this.#worker.terminate();
    }
  }

  #notRunning(): PoolError {
    return new InvalidArgumentError(`Thread ${this.threadId} has ended or is ending`);
  }
}

interface PromiseWithResolve<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

interface HeapStatistics {
  used_heap_size: number;
  total_heap_size: number;
  external_memory: number;
}

function isDetached(value: unknown): boolean {
  if (!(value instanceof ArrayBuffer) || value.byteLength > 0) return false;
  try {
    // `detached` itself exists from Node.js 21 on.
    return new Uint8Array(value).length > 0;
  } catch {
    return true;
  }
}

function readOne(port: MessagePort): { message: unknown } | undefined {
  try {
    return receiveMessageOnPort(port) as { message: unknown } | undefined;
  } catch {
    // An unreadable message: what it answered is settled as lost with the worker.
    return { message: [0] };
  }
}
