/** Reads one value of the top-level object, chunk by chunk. */
export interface SectionReader {
  /** True once the value's last byte was read. */
  readonly finished: boolean;
  /**
   * Reads from `bytes[from]` up to `end` or the end of the value.
   * @param base - file position of `bytes[0]`, for errors
   * @returns the index after the last byte that was read
   */
  read(bytes: Uint8Array, from: number, end: number, base: number): number;
}
