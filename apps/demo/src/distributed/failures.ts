import type { News } from './news.ts';

/** Reasons that are remembered; beyond these every failure is told. */
const most = 100;

/** Tells of tasks that failed for good: the first of each reason, as a thousand of a kind say no more. */
export class Failures {
  readonly #news: News;
  readonly #told: Set<string> = new Set();

  constructor(news: News) {
    this.#news = news;
  }

  tell(task: string | undefined, { message }: Error): void {
    if (this.#told.has(message)) return;
    if (this.#told.size < most) this.#told.add(message);
    this.#news('failed', `${task} failed for good: ${message}`, { task, message });
  }
}
