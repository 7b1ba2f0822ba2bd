/** What the runs of one task have left behind, in `pool.stats().residue`. */
export interface ResidueStats {
  /** Runs that left something. */
  readonly runs: number;
  /** How many of each type: 'Timeout', 'TCPWRAP', 'listener' and so on. */
  readonly left: Readonly<Record<string, number>>;
  /** Bytes of heap that a run keeps, as last measured. */
  readonly heapBytes: number;
  /** Bytes outside the heap that a run keeps, as last measured. */
  readonly externalBytes: number;
}
