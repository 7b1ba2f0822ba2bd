import { MessageChannel, Worker, type WorkerOptions, type MessagePort } from 'node:worker_threads';
import type { Readable } from 'node:stream';
import { preventInit } from '../protocol/claims.ts';
import { decodeError, encodeError } from '../protocol/error-codec.ts';
import { InvalidArgumentError } from '../errors.ts';
import { Flight } from './flight.ts';
import { Inspection } from './inspection.ts';
import { Mailbox } from './mailbox.ts';
import { Outbox } from './outbox.ts';
import type {
  ControlReply,
  GrantMessage,
  Failure,
  InitMessage,
  MemoryFigures,
  StopMessage,
  TearDownMessage,
} from '../protocol/messages.ts';
import type { RetireReason } from '../telemetry/stats.ts';
import type { TaskSource } from '../tasks/task-queue.ts';
import type { Task } from '../tasks/task.ts';
import { hookFailed, TearDown } from './tear-down.ts';
import type { ThreadOwner } from './thread-owner.ts';
import { forwardOutput } from './worker-output.ts';
import { workerSource } from '../worker-source.ts';

/** One worker: its start, what is with it, and its end. One set of listeners for its life. */
export class Thread {
  readonly flight: Flight = new Flight();
  /** Resolves when the worker has ended and its port is closed. */
  readonly gone: Promise<void>;
  readonly createdAt: number = Date.now();
  readonly threadId: number;
  ready = false;
  /** It loaded the module; what it dies of later is not the module's loading. */
  loaded = false;
  /** It is given no more tasks, and ends when it has answered those that it has. */
  draining = false;
  /** Broadcasts that it must have run before its first task. */
  greetings = 0;
  /** A task left something behind in it, and it is to be replaced. */
  soiled = false;
  /** Why it ends; undefined while it is not told to. */
  reason: RetireReason | undefined;
  /** What it died of, where there was an error. */
  failure: unknown;
  exitCode: number | undefined;
  /** Tasks that it answered. */
  answered = 0;
  busyMs = 0;
  /** When it could run tasks, by `performance.now()`. */
  readyAt: number | undefined;
  idleSince: number = performance.now();
  readonly worker: Worker;
  readonly #owner: ThreadOwner<Thread>;
  readonly #port: MessagePort;
  readonly #mailbox: Mailbox;
  readonly #outbox: Outbox;
  readonly #inspection: Inspection;
  readonly #tearDown: TearDown;
  #tearsDown = false;

  constructor(owner: ThreadOwner<Thread>) {
    this.#owner = owner;
    const {
      worker: options,
      module,
      concurrency,
      moveResults,
      limited,
      residue,
      stdio,
      teardownTimeout,
    } = owner.settings;
    // On no prototype: a polluted one would set options of every worker.
    const own: WorkerOptions = Object.assign(Object.create(null), options, { eval: true });
    const worker = new Worker(workerSource, own);
    const { port1, port2 } = new MessageChannel();
    this.worker = worker;
    this.#port = port1;
    this.threadId = worker.threadId;
    this.#outbox = new Outbox(
      this,
      this.flight,
      port1,
      limited,
      (task) => owner.onSend(task),
      (task, error) => owner.onUnsendable(task, error),
    );
    this.#inspection = new Inspection(worker, port1, this.flight.words, (change) =>
      this.#onPins(change),
    );
    const { handles } = owner;
    handles.workers += 1;
    handles.ports += 1;
    worker.once('exit', () => (handles.workers -= 1));
    this.#tearDown = new TearDown(teardownTimeout, owner.neutral, (failure) => {
      if (failure) this.failure = failure;
      this.#terminate();
    });
    this.gone = new Promise((resolve) => {
      port1.once('close', () => {
        handles.ports -= 1;
        if (this.exitCode === undefined) worker.once('exit', () => resolve());
        else resolve();
      });
    });
    worker.on('error', this.#onError);
    worker.once('exit', this.#onExit);
    this.#mailbox = new Mailbox(
      port1,
      (mail) => (Array.isArray(mail) ? this.#land(mail) : this.#control(mail)),
      (error) => {
        this.failure = error;
        this.end('unreadable');
      },
    );
    worker.unref();
    forwardOutput(worker, stdio);
    const init: InitMessage = {
      type: 'init',
      port: port2,
      words: this.flight.words,
      module,
      concurrency,
      moveResults,
      residue,
    };
    worker.postMessage(init, [port2]);
  }

  get pinned(): boolean {
    return this.#inspection.pins > 0;
  }

  /** Sends up to `count` tasks from the head of the list in one message. */
  send(list: TaskSource, count: number): void {
    this.#outbox.send(list, count);
  }

  /** Sends the first task of the list alone, with what it moves. */
  sendMoving(list: TaskSource): void {
    this.#outbox.sendMoving(list);
  }

  /** Asks a running task to stop; until it has, the thread is given no more. */
  stop(task: Task, reason: unknown, grace: number): void {
    this.ready = false;
    this.flight.stop(task);
    const message: StopMessage = {
      type: 'stop',
      id: task.id,
      reason: encodeError(reason),
      grace,
    };
    this.#port.postMessage(message);
  }

  grant(task: Task, count: number): void {
    const message: GrantMessage = { type: 'grant', id: task.id, count };
    this.#port.postMessage(message);
  }

  /** Tells the worker to end, at once or when the last heap snapshot has been made. */
  end(reason: RetireReason): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    this.ready = false;
    const softly = reason === 'closed' || reason === 'idle' || reason === 'recycled';
    if (softly && this.#mustTearDown()) {
      const message: TearDownMessage = { type: 'teardown' };
      this.#port.postMessage(message);
      this.#tearDown.begin();
    } else {
      this.#terminate();
    }
  }

  /** Its module has a `teardown`, or perhaps has: its `init` has begun. */
  #mustTearDown(): boolean {
    return this.loaded ? this.#tearsDown : !preventInit(this.flight.words);
  }

  /** Waits for `teardown` no more. */
  abandon(): void {
    this.#tearDown.end();
  }

  async getHeapSnapshot(options?: object): Promise<Readable> {
    this.#checkAlive();
    return this.#inspection.heapSnapshot(options, () => this.#notAlive());
  }

  async memoryUsage(): Promise<MemoryFigures> {
    this.#checkAlive();
    return this.#inspection.memoryUsage();
  }

  /** Its one task was sent: takes the answer at once, if it comes within a moment. */
  awaitAnswer(): void {
    this.#mailbox.awaitMail();
  }

  #land(message: unknown[]): void {
    const owner = this.#owner;
    const busyMs = message[0] as number;
    for (let i = 1; i < message.length; i += 2) {
      const id = message[i] as number;
      const task = this.flight.land(id < 0 ? -id : id);
      // Null: it was aborted, or timed out, while this message was on its way.
      if (!task) continue;
      if (task.stopped) owner.onStopped(this, task);
      else if (id > 0) owner.onResult(task, message[i + 1]);
      else owner.onFailure(task, message[i + 1] as Failure);
    }
    const count = (message.length - 1) / 2;
    this.answered += count;
    this.busyMs += busyMs;
    owner.onReplies(this, count, busyMs);
  }

  #control(message: ControlReply): void {
    if (message.type === 'memory') {
      this.#inspection.onMemory(message.request, message.figures);
    } else if (message.type === 'ready') {
      if (this.reason !== undefined) return;
      this.loaded = true;
      this.readyAt = performance.now();
      this.ready = this.greetings === 0;
      this.#tearsDown = message.tearsDown;
      this.#owner.onReady(this);
    } else if (message.type === 'values' || message.type === 'progress') {
      const task = this.flight.find(message.id);
      // Null: it was aborted, or timed out, while this message was on its way.
      if (!task || task.stopped) return;
      if (message.type === 'progress') task.link?.onProgress(message.value);
      else task.link?.onValues(message.values);
      if (task.link?.rests) this.#owner.onRest();
    } else if (message.type === 'torn-down') {
      this.#tearDown.end(message.error && hookFailed('teardown', decodeError(message.error)));
    } else if (message.type === 'init-failed') {
      this.failure = hookFailed('init', decodeError(message.error));
      this.end(message.type);
      this.#tearDown.end();
    } else if (message.type === 'residue') {
      this.#owner.onResidue(this, message.report);
    } else {
      this.failure = decodeError(message.error);
      this.end(message.type);
    }
  }

  readonly #onError = (error: unknown): void => {
    this.failure = error;
  };

  readonly #onExit = (code: number): void => {
    this.ready = false;
    this.exitCode = code;
    // Replies that were sent before the end may still wait there: a task they settle is not lost.
    this.#mailbox.close();
    this.worker.off('error', this.#onError);
    this.#tearDown.cancel();
    this.#inspection.end(this.#notAlive());
    this.reason ??= this.failure === undefined ? 'exited' : 'crashed';
    this.#owner.onExit(this);
  };

  #onPins(change: 1 | -1): void {
    this.#owner.onPins(change);
    if (this.reason !== undefined && this.exitCode === undefined) this.#terminate();
  }

  #terminate(): void {
    if (!this.pinned && !this.#tearDown.isRunning) void this.worker.terminate();
  }

  #checkAlive(): void {
    if (this.reason !== undefined) throw this.#notAlive();
  }

  #notAlive(): InvalidArgumentError {
    return new InvalidArgumentError(`Thread ${this.threadId} has ended or is ending`);
  }
}
