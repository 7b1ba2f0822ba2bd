import type { ResolvedClass } from '../graph/class-table.ts';
import type { Telling } from './noise.ts';

/** One class that changed, as in DevTools' comparison view. Sizes in bytes. */
export interface ComparisonRow {
  /** `scriptId,line,column,name`, or `,name`. */
  key: string;
  name: string;
  added: number;
  removed: number;
  delta: number;
  addedSize: number;
  removedSize: number;
  sizeDelta: number;
  /** Ids of the added and removed objects, ascending; only when asked for. */
  addedIds?: number[];
  removedIds?: number[];
}

/** A row with what only the later snapshot at hand can tell. */
export interface RowDetail {
  row: ComparisonRow;
  class: ResolvedClass;
  /** Ordinals (later snapshot) of objects of this class whose id the earlier one did not have. */
  fresh: number[];
  /** Set where the name and place alone would be taken for more than they are. */
  telling?: Telling;
}
