/** A position in a file: 1-based line and column, as editors and stack traces have them. */
export interface Location {
  file: string;
  line: number;
  column: number;
}
