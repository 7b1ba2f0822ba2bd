import type { Fix } from '../fixes/fix.ts';
import { fixTitle, labels, type StoryRecord } from '../story/record.ts';
import { escapeHtml } from './escape.ts';

const classes = { ' ': '', '-': 'leaky-text', '+': 'fixed-text' } as const;

/** The difference between the two services, in the lines of their source. */
export function fixSection(record: StoryRecord): string {
  if (record.fixes.length === 0) return '';
  const { leaky, fixed } = labels(record);
  return (
    `<h2>${escapeHtml(fixTitle(record))}</h2>` +
    `<p class="soft">All that is different. Lines with − are in the ${leaky} service only, lines with + in the ` +
    `${fixed} one only.</p>${record.fixes.map(card).join('\n')}`
  );
}

function card({ file, hunks }: Fix): string {
  const lines = hunks.flatMap((hunk, at) => [
    ...(at > 0 ? ['<span class="soft">  …</span>'] : []),
    ...hunk.map(
      ({ sign, text }) =>
        `<span class="${classes[sign]}">${sign === '-' ? '−' : sign} ${escapeHtml(text)}</span>`,
    ),
  ]);
  return `<div class="card"><code>${escapeHtml(file)}</code><pre class="fix">${lines.join('\n')}</pre></div>`;
}
