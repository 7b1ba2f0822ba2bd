import type { MessagePort } from 'node:worker_threads';
import { copiedBytes } from '../protocol/copied-bytes.ts';
import type { Flight } from './flight.ts';
import { CODE_BITS, FLUSH_FIRST, STREAM } from '../protocol/messages.ts';
import type { TaskSource } from '../tasks/task-queue.ts';
import type { Carrier, Task } from '../tasks/task.ts';
import { bytesOf, isDetached } from '../protocol/transferables.ts';

/** Writes tasks into messages to one worker; see `messages.ts` for their layout. */
export class Outbox {
  readonly #thread: Carrier;
  readonly #flight: Flight;
  readonly #port: MessagePort;
  /** Every task is to be treated as one that can be killed alone: a heap limit may do so. */
  readonly #limited: boolean;
  readonly #onSend: (task: Task) => void;
  readonly #onUnsendable: (task: Task, error: unknown) => void;
  /** The index that this worker knows each function by. */
  readonly #names: Map<string, number> = new Map();
  /** Names that the worker does not know yet. */
  #fresh: string[] = [];

  constructor(
    thread: Carrier,
    flight: Flight,
    port: MessagePort,
    limited: boolean,
    onSend: (task: Task) => void,
    onUnsendable: (task: Task, error: unknown) => void,
  ) {
    this.#thread = thread;
    this.#flight = flight;
    this.#port = port;
    this.#limited = limited;
    this.#onSend = onSend;
    this.#onUnsendable = onUnsendable;
  }

  /** Sends up to `count` tasks from the head of the list in one message. */
  send(list: TaskSource, count: number): void {
    const message: unknown[] = [];
    const sent: Task[] = [];
    for (let left = count; left > 0; left -= 1) {
      const task = list.first;
      if (!task || task.transfer) break;
      list.remove(task);
      this.#onSend(task);
      const { args } = task;
      const { link } = task;
      const streams = link !== null && (link.flags & STREAM) !== 0;
      const argc = streams ? args.length + 1 : args.length;
      message.push(this.#flight.add(task, this.#thread), this.#code(task), argc);
      for (let i = 0; i < args.length; i += 1) message.push(args[i]);
      this.#flight.bytesSentCopied += copiedBytes(args);
      if (streams) message.push(link.buffer);
      sent.push(task);
    }
    const fresh = this.#takeFresh();
    try {
      this.#port.postMessage(fresh.length > 0 ? [...fresh, ...message] : message);
    } catch {
      // One argument in the batch cannot be cloned, and the error does not say whose.
      if (fresh.length > 0) this.#port.postMessage(fresh);
      for (const task of sent) this.#sendOne(task);
    }
  }

  /** Sends the first task of the list alone, with what it moves. */
  sendMoving(list: TaskSource): void {
    const task = list.first!;
    list.remove(task);
    this.#onSend(task);
    this.#flight.add(task, this.#thread);
    // Node.js sends a list with a buffer that was moved before, and the task finds it empty.
    const gone = task.transfer!.findIndex(isDetached);
    if (gone === -1) {
      this.#sendOne(task);
      return;
    }
    const error = new TypeError(`transfer[${gone}] is an ArrayBuffer that was moved away before`);
    this.#refuse(task, error);
  }

  #sendOne(task: Task): void {
    // A getter that ran while the batch was cloned may have aborted it.
    if (task.thread !== this.#thread) return;
    const { link } = task;
    const args = link && link.flags & STREAM ? [...task.args, link.buffer] : task.args;
    const message = [task.id, this.#code(task), args.length, ...args];
    const fresh = this.#takeFresh();
    // Apart: a message that cannot be sent must not take the names with it.
    if (fresh.length > 0) this.#port.postMessage(fresh);
    const { transfer } = task;
    const moved = transfer ? bytesOf(transfer) : 0;
    // Of others it was counted when they were first sent.
    const copied = transfer ? copiedBytes(task.args, transfer) : 0;
    try {
      this.#port.postMessage(message, transfer);
      this.#flight.bytesSent += moved;
      this.#flight.bytesSentCopied += copied;
    } catch (error) {
      this.#refuse(task, error);
    }
  }

  #refuse(task: Task, error: unknown): void {
    if (task.thread !== this.#thread) return;
    this.#flight.remove(task);
    this.#onUnsendable(task, error);
  }

  #code(task: Task): number {
    let index = this.#names.get(task.name);
    if (index === undefined) {
      index = this.#names.size;
      this.#names.set(task.name, index);
      this.#fresh.push(task.name);
    }
    const flags = task.killable || this.#limited ? FLUSH_FIRST : 0;
    return (index << CODE_BITS) + flags + (task.link?.flags ?? 0);
  }

  #takeFresh(): string[] {
    const fresh = this.#fresh;
    if (fresh.length > 0) this.#fresh = [];
    return fresh;
  }
}
