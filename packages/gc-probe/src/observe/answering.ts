import { setImmediate as nextTurn } from 'node:timers/promises';
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';
import { collectGarbage } from './force-gc.ts';
import { IsolateWatch } from './isolate-watch.ts';
import { kernelThreadId } from './process-figures.ts';
import { CHANNEL } from './protocol.ts';
import type { Message, Reply, Request, Sender } from './protocol.ts';
import { Untold } from './untold.ts';

type Question = Request & { type: 'read' };

/**
 * The worker's side: answers every probe of the process about the isolate it is made in.
 * Keeps neither the worker nor the process alive.
 */
class AnsweringIsolate implements Disposable {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #sender: Sender = { threadId, kernelId: kernelThreadId() };
  // Probes that have asked and not left; the isolate watches itself only while there is one.
  readonly #probes = new Map<string, Untold>();
  readonly #questions = new Map<string, Question>();
  #watch: IsolateWatch | undefined;
  #reading = false;

  constructor() {
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- not in the types of Node 20
    this.#channel.onmessage = (event: unknown) => {
      const answer = () => void this.#answer((event as { data: Message }).data);
      if (this.#watch) this.#watch.own(answer);
      else answer();
    };
    this.#channel.unref();
    this.#post({ type: 'hello', ...this.#sender });
  }

  [Symbol.dispose](): void {
    this.#channel.close();
    this.#stopWatching();
  }

  async #answer(message: Message): Promise<void> {
    if (message.type === 'who') this.#post({ type: 'hello', ...this.#sender });
    else if (message.type === 'read') await this.#read(message);
    else if (message.type === 'leave' && this.#probes.delete(message.probe)) {
      if (this.#probes.size === 0) this.#stopWatching();
    }
  }

  // A blocked isolate finds many questions at once when it is free again; only the newest of each
  // probe still has somebody waiting for it, and one collection serves them all.
  async #read(question: Question): Promise<void> {
    const untold = this.#probes.get(question.probe) ?? new Untold();
    untold.wantsRecords = question.records;
    this.#probes.set(question.probe, untold);
    this.#watch ??= this.#startWatching();
    this.#questions.set(question.probe, question);
    if (this.#reading) return;
    this.#reading = true;
    while (this.#questions.size > 0) {
      await nextTurn();
      const questions = [...this.#questions.values()];
      this.#questions.clear();
      const asked = questions.filter((each) => each.collect);
      const spare = asked.every((each) => each.spareIdle) && this.#watch?.isIdle === true;
      const collect = asked.length > 0 && !spare;
      if (collect) await collectGarbage();
      // The probes may have left while the collection waited for its turn.
      const counts = asked.some((each) => each.objects);
      const watch = this.#watch;
      if (!watch) break;
      watch.own(() => {
        const figures = watch.read(collect, counts);
        for (const { probe, id } of questions) {
          const told = this.#probes.get(probe)?.take();
          if (told) this.#post({ type: 'figures', ...this.#sender, probe, id, figures, ...told });
        }
      });
    }
    this.#reading = false;
  }

  #startWatching(): IsolateWatch {
    const watch = new IsolateWatch();
    watch.onRecords = (records) => {
      for (const untold of this.#probes.values()) untold.addRecords(records);
    };
    watch.onFloor = (floor) => {
      for (const untold of this.#probes.values()) untold.addFloor(floor);
    };
    return watch;
  }

  #stopWatching(): void {
    this.#watch?.[Symbol.dispose]();
    this.#watch = undefined;
  }

  #post(reply: Reply): void {
    this.#channel.postMessage(reply);
  }
}

// The package may be loaded twice in one isolate (as ESM and as CJS): the first copy answers.
const key = Symbol.for('@watertight/gc-probe/worker');

/** From now on this isolate answers the probes of its process; on the main thread, nothing. */
export function answerProbes(): void {
  const isolate = globalThis as { [key]?: AnsweringIsolate };
  if (!isMainThread) isolate[key] ??= new AnsweringIsolate();
}
