import type { TaskFunction } from './call-task.ts';

/** What a function that was never run is thought to take. */
const UNKNOWN_MS = 10;

/** A function of the task module, as the loop knows it. */
export class Entry {
  readonly name: string;
  /** A sentence where there is no such function. */
  readonly found: TaskFunction | string;
  /** Moving average of its run time in ms. */
  mean: number = UNKNOWN_MS;
  #runs = 0;

  constructor(name: string, found: TaskFunction | string) {
    this.name = name;
    this.found = found;
  }

  learn(took: number): void {
    this.mean += (took - this.mean) * (this.#runs < 8 ? 0.5 : 0.125);
    this.#runs += 1;
  }
}
