/** The visitor's task, as it is told to the process that runs it: plain data. */
export interface OwnTask {
  /** Address of the worker module, a `file:` URL. */
  readonly module: string;
  /** Name of the exported function. */
  readonly task: string;
  /** A JSON file: an array is one input per task, over and over; anything else is the same for each. */
  readonly input: string | undefined;
  /** Milliseconds that a task may run. */
  readonly timeout: number;
  readonly threads: number;
}
