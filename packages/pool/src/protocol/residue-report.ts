/** Something of one kind that a task made and that was still there when it had ended. */
export interface LeftBehind {
  /**
   * A resource by its type in `async_hooks`: 'Timeout' (a timer, unref'ed or not), 'Immediate',
   * 'TCPWRAP', 'TCPSERVERWRAP', 'MESSAGEPORT', 'FILEHANDLE' and so on. Or 'fd', a descriptor, or
   * 'listener'.
   */
  readonly type: string;
  readonly count: number;
  /** Of a listener: what it listens to, as "process 'exit'". */
  readonly on?: string | undefined;
  /** `file:line:column` of the task's code that made it, where there was some on the stack. */
  readonly where?: string | undefined;
}

/** What one run of a task left behind in its worker. */
export interface ResidueReport {
  /** The name that was given to `run()`. */
  readonly task: string;
  readonly left: readonly LeftBehind[];
  /**
   * Bytes of heap by which seven of the last eight measured runs of this task grew its isolate, at
   * least; 0 unless they did.
   */
  readonly heapBytes: number;
  /** The same for memory outside the heap, such as that of buffers. */
  readonly externalBytes: number;
}

/** One line for people. */
export function describeResidue(report: ResidueReport): string {
  const { heapBytes, externalBytes } = report;
  const parts = report.left.map(({ type, count, on, where }) => {
    const what = on === undefined ? type : `${type} on ${on}`;
    return `${count} ${what}${where === undefined ? '' : ` (${where})`}`;
  });
  if (heapBytes > 0) parts.push(`${heapBytes} bytes of heap in each run`);
  if (externalBytes > 0) parts.push(`${externalBytes} bytes outside the heap in each run`);
  return parts.join(', ');
}
