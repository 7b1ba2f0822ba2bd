import { createRegistry } from '@watertight/cleanup-registry';

/** A queue that looks for work from time to time. */
export class Queue {
  #registry = createRegistry({ name: 'queue' });
  #jobs = [];

  constructor(work) {
    this.#registry.interval(() => work(this.#jobs.shift()), 1000);
  }

  add(job) {
    this.#jobs.push(job);
  }

  close() {
    return this.#registry.dispose();
  }
}
