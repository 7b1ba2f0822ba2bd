import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** See https://no-color.org: set and not empty means no colour. Node 20's styleText looks at neither. */
const coloured = process.stdout.isTTY && !process.env['NO_COLOR'];

/** Styled text on a terminal, plain text elsewhere. */
export const paint = (style: Style, text: string): string =>
  coloured ? styleText(style, text) : text;
