import type { GcRecord } from './observe/gc-log.ts';

/** One collection of one isolate. */
export interface Collection extends GcRecord {
  readonly isolate: string;
}
