/** What becomes of one field of a record in the kernel. */
type ColumnPlan =
  | { readonly field: number }
  /** `high << shift | field` */
  | { readonly field: number; readonly high: number; readonly shift: number }
  /** An index in an array of records becomes the ordinal of one of `targets` records. */
  | { readonly field: number; readonly divisor: number }
  /** The sum of the field over all records before this one. */
  | { readonly field: number; readonly running: true };

/** How the records of a section are read into columns. A record that differs is left to JavaScript. */
export interface RecordPlan {
  /** Integers in a record. */
  readonly fields: number;
  /** Fields whose value must be less than a limit. */
  readonly below: readonly (readonly [field: number, limit: number])[];
  readonly columns: readonly ColumnPlan[];
  /** The largest value of a field is wanted, over the records whose field `of` is a bit of `mask`. */
  readonly greatest?: { readonly field: number; readonly of: number; readonly mask: number };
}
