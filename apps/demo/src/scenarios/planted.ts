/** One leak that the leaky service has on purpose, and how a right answer looks. */
export interface Planted {
  readonly id: string;
  readonly what: string;
  /** Names that tell it, any of them: the others then grow with the same objects. */
  readonly classNames: readonly string[];
  /** What it grows with. A burst gives no multiple, only a growth. */
  readonly per: 'task' | 'failure' | 'burst';
  /** Objects per task or failure. */
  readonly k: number;
  /** The isolates that hold it: the main thread, or the workers together. */
  readonly where: 'main' | 'workers';
  /** End of the path of the source file that the answer must point at, where it can point. */
  readonly file: string | undefined;
}
