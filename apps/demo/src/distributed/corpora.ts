import { Corpus } from '../load/corpus.ts';
import type { DocumentTask } from './document-queue.ts';

const encoder = new TextEncoder();
/** Corpora that are kept: a megabyte each. */
const kept = 4;

/** The documents of each seed; those of the seeds that were asked for last are kept. */
export class Corpora {
  readonly #corpora: Map<number, Corpus> = new Map();

  of(seed: number): Corpus {
    const corpus = this.#corpora.get(seed) ?? new Corpus(seed);
    // A map keeps the order of insertion: the first is the one that was not asked for longest.
    this.#corpora.delete(seed);
    this.#corpora.set(seed, corpus);
    if (this.#corpora.size > kept) this.#corpora.delete(this.#corpora.keys().next().value!);
    return corpus;
  }

  /** The document of a task, as it would come from a store. */
  bytesOf(task: DocumentTask): Uint8Array {
    const input = this.of(task.seed).inputOf(task);
    return typeof input === 'string' ? encoder.encode(input) : input;
  }
}
