import { randomUUID } from 'node:crypto';
import { BroadcastChannel, threadId as ownThread } from 'node:worker_threads';
import type { IsolateFigures } from './isolate-watch.ts';
import { CHANNEL } from './protocol.ts';
import { threadHasEnded } from './process-figures.ts';
import type { Message, Request, Sender, Told } from './protocol.ts';
import type { WorkerCensus } from './worker-census.ts';

/** How long the very first reading waits for isolates that were there before the probe. */
const GREETING_MS = 150;
/** How often a pending reading looks for workers that died instead of answering. */
const PULSE_MS = 20;
/** Readings after which a silent isolate that no census vouches for is taken as gone. */
const MAX_SILENT = 5;

/**
 * Up to so many workers collect every time, 5 to 10 ms of CPU each; of more, the idle ones are
 * spared, at the price of floors that may lag behind by some 50 KB.
 */
const MAX_THOROUGH = 8;

/** What came back from a reading. */
export interface WorkerAnswers {
  readonly figures: ReadonlyMap<number, IsolateFigures>;
  readonly missing: readonly number[];
  /** What happened since the reading before, moments on the clock of this thread. */
  readonly told: ReadonlyMap<number, Told>;
}

/** What to ask of the isolates. */
export interface Asked {
  readonly collect: boolean;
  readonly objects: boolean;
  readonly records: boolean;
}

interface Pending {
  readonly id: number;
  readonly waitingFor: Set<number>;
  readonly figures: Map<number, IsolateFigures>;
  readonly settle: () => void;
}

interface Attached {
  /** Readings in a row it did not answer. A silent isolate is asked, but not waited for. */
  silent: number;
  /** The census has seen it alive, so it can tell its death. */
  counted: boolean;
  kernelId: number | undefined;
}

/** The probe's side of the channel to the attached workers. One reading at a time. */
export class WorkerLink implements Disposable {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #probe = randomUUID();
  readonly #census: WorkerCensus;
  readonly #attached = new Map<number, Attached>();
  // Told since the last reading, in late answers too: those are told once and must not be lost.
  #told = new Map<number, Told>();
  #pending: Pending | undefined;
  #lastId = 0;

  constructor(census: WorkerCensus) {
    this.#census = census;
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- not in the types of Node 20
    this.#channel.onmessage = (event: unknown) => this.#receive((event as { data: Message }).data);
    this.#channel.unref();
    this.#post({ type: 'who' });
  }

  /** Thread ids of the isolates that answer, or are expected to again. */
  get attached(): number[] {
    this.#bury();
    return [...this.#attached.keys()];
  }

  /** Asks every attached isolate for its figures. Never rejects, never takes longer than told. */
  async read(asked: Asked, timeoutMs: number): Promise<WorkerAnswers> {
    this.#bury();
    const greeting = this.#lastId === 0;
    const id = ++this.#lastId;
    const waitingFor = new Set(
      [...this.#attached].filter(([, { silent }]) => silent === 0).map(([threadId]) => threadId),
    );
    const figures = new Map<number, IsolateFigures>();
    const spareIdle = this.#attached.size > MAX_THOROUGH;
    this.#post({ type: 'read', probe: this.#probe, id, spareIdle, ...asked });
    if (greeting || waitingFor.size > 0) {
      await this.#answered({ id, waitingFor, figures }, timeoutMs, greeting);
    }
    const missing: number[] = [];
    for (const [threadId, isolate] of this.#attached) {
      if (figures.has(threadId)) continue;
      isolate.silent += 1;
      if (!isolate.counted && isolate.silent > MAX_SILENT) this.#attached.delete(threadId);
      else missing.push(threadId);
    }
    const told = this.#told;
    this.#told = new Map();
    return { figures, missing, told };
  }

  [Symbol.dispose](): void {
    this.#post({ type: 'leave', probe: this.#probe });
    this.#channel.close();
    this.#pending?.settle();
  }

  /** Settles when all have answered or died, or at the time limit. */
  #answered(reading: Omit<Pending, 'settle'>, timeoutMs: number, greeting: boolean): Promise<void> {
    return new Promise((resolve) => {
      const started = performance.now();
      // Referenced on purpose: somebody awaits this, and the channel alone keeps nothing alive.
      const pulse = setInterval(() => {
        this.#bury();
        const elapsed = performance.now() - started;
        const greeted = !greeting || elapsed >= GREETING_MS;
        if ((reading.waitingFor.size === 0 && greeted) || elapsed >= timeoutMs) settle();
      }, PULSE_MS);
      const settle = (): void => {
        clearInterval(pulse);
        this.#pending = undefined;
        resolve();
      };
      this.#pending = { ...reading, settle };
    });
  }

  #receive(message: Message): void {
    // A probe inside a worker that answers probes hears itself.
    if ('threadId' in message && message.threadId === ownThread) return;
    // Sent before the worker ended, delivered after.
    if ('threadId' in message && this.#census.isDead(message.threadId)) return;
    if (message.type === 'hello') {
      this.#attach(message);
      // Greeted while the first question was out already: that one reached it too.
      if (this.#lastId === 1) this.#pending?.waitingFor.add(message.threadId);
    }
    if (message.type !== 'figures' || message.probe !== this.#probe) return;
    this.#attach(message);
    this.#hear(message.threadId, message);
    const pending = this.#pending;
    // An answer to an earlier question shows that the isolate lives, but its figures are stale.
    if (!pending || message.id !== pending.id) return;
    pending.figures.set(message.threadId, message.figures);
    pending.waitingFor.delete(message.threadId);
    if (pending.waitingFor.size === 0 && this.#lastId > 1) pending.settle();
  }

  #hear(threadId: number, { records, floors }: Told): void {
    const before = this.#told.get(threadId);
    this.#told.set(threadId, {
      records: [...(before?.records ?? []), ...records.map(onOwnClock)],
      floors: [...(before?.floors ?? []), ...floors.map(onOwnClock)],
    });
  }

  #attach({ threadId, kernelId }: Sender): void {
    const counted = this.#census.isAlive(threadId);
    this.#attached.set(threadId, { silent: 0, counted, kernelId });
  }

  /** Forgets the isolates that are known to be dead. */
  #bury(): void {
    for (const [threadId, { counted, kernelId }] of this.#attached) {
      const dead = counted
        ? !this.#census.isAlive(threadId)
        : kernelId !== undefined && threadHasEnded(kernelId);
      if (!dead) continue;
      this.#attached.delete(threadId);
      this.#pending?.waitingFor.delete(threadId);
    }
  }

  #post(request: Request): void {
    this.#channel.postMessage(request);
  }
}

/** Threads have clocks of their own, which begin when they do. */
function onOwnClock<T extends { readonly at: number }>(told: T): T {
  return { ...told, at: told.at - performance.timeOrigin };
}
