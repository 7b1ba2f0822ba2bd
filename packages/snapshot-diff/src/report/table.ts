/** One column of a table. */
export interface Column<T> {
  title: string;
  /** Numbers stand right. @default 'left' */
  align?: 'left' | 'right';
  cell(row: T): string;
  /** Styles a padded cell, so that colour codes do not count as width. */
  style?(text: string, row: T): string;
}

/** Aligned text columns, two blanks between them. */
export function table<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  heading: (text: string) => string,
): string[] {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...cells.map((line) => line[index]!.length)),
  );
  const pad = (text: string, index: number): string =>
    columns[index]!.align === 'right'
      ? text.padStart(widths[index]!)
      : text.padEnd(index === columns.length - 1 ? 0 : widths[index]!);
  const titles = columns.map((column, index) => pad(column.title, index)).join('  ');
  const lines = cells.map((line, at) =>
    line
      .map((text, index) => {
        const padded = pad(text, index);
        const column = columns[index]!;
        return column.style ? column.style(padded, rows[at]!) : padded;
      })
      .join('  '),
  );
  return [heading(titles), ...lines];
}
