import { formatBytes } from '../story/metrics.ts';
import { labels, type StoryRecord } from '../story/record.ts';
import type { Judged } from '../story/truth.ts';
import { pathSteps, placeOf, suspectLine } from '../story/wording.ts';
import { escapeHtml } from './escape.ts';

/** A card for each planted leak: what was found for it, and whether that is right. */
export function culpritCards(record: StoryRecord): string {
  const { judgement, services } = record;
  const { leaky, fixed } = labels(record);
  if (!judgement) return '<p class="soft">No snapshots were compared.</p>';
  const cards = judgement.judged.map(card);
  const others = [
    ...judgement.unplanted.map((suspect) => `in the ${leaky} service: ${suspectLine(suspect)}`),
    ...services.fixed.suspects.map((suspect) => `in the ${fixed} service: ${suspectLine(suspect)}`),
  ];
  cards.push(
    others.length > 0
      ? `<div class="card"><h3 class="wrong">Accused, but not planted</h3><ul>${others
          .map((line) => `<li>${escapeHtml(line)}</li>`)
          .join('')}</ul></div>`
      : `<p class="soft">${cards.length > 0 ? 'Nothing else' : 'Nothing'} was accused, and nothing in the ${fixed} service.</p>`,
  );
  return cards.join('\n');
}

function card({ planted, suspect, right }: Judged): string {
  const head = `<h3>${escapeHtml(planted.what)}</h3>`;
  if (!suspect) {
    return `<div class="card">${head}<p class="wrong">missed (planted: ${escapeHtml(planted.classNames.join(' or '))})</p></div>`;
  }
  const numbers = [
    `<b>${escapeHtml(suspect.name)}</b>`,
    `+${suspect.delta}`,
    suspect.per ? `${suspect.k} per ${suspect.per}` : '',
    `${formatBytes(suspect.retainedSize)} retained`,
    suspect.isolates.map(({ isolate, delta }) => `${isolate} +${delta}`).join(', '),
  ].filter(Boolean);
  const steps = pathSteps(suspect)
    .map((text) => `<li>${escapeHtml(text)}</li>`)
    .join('');
  return (
    `<div class="card">${head}` +
    `<span class="${right ? 'right' : 'wrong'}">${right ? 'named right' : 'named, but not at the right place'}</span>` +
    `<div class="numbers">${numbers.map((text) => `<span>${text}</span>`).join('')}</div>` +
    `<div><code>${escapeHtml(placeOf(suspect))}</code></div>` +
    `<ol class="path">${steps}</ol></div>`
  );
}
