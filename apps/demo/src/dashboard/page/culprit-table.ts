import { formatValue } from '../view/format.ts';
import { nameOf } from '../view/plots.ts';
import { culpritSummary } from '../view/words.ts';
import { sides, type Culprit, type State } from '../view/wire.ts';
import { byId, element } from './dom.ts';

const headings = ['Class or counter', 'Count', 'Retained', 'Place', 'Threads', 'Is it so?'];

/** Who is accused, of what, and whether that is what was planted. */
export class CulpritTable {
  readonly #target: HTMLElement = byId('culprits');
  #shown: unknown;

  render(state: State): void {
    // Made anew only when it changes: the events come a few times a second, a reader reads longer.
    const key = JSON.stringify([state.culprits, culpritSummary(state)]);
    if (key === this.#shown) return;
    this.#shown = key;
    const found = sides.flatMap((side) => state.culprits[side] ?? []);
    const parts: HTMLElement[] = [element('p', { class: 'soft' }, culpritSummary(state))];
    if (found.length > 0) parts.push(culpritTable(state, found));
    this.#target.replaceChildren(...parts);
  }
}

function culpritTable(state: State, found: readonly Culprit[]): HTMLElement {
  const head = headings.map((text) => element('th', { scope: 'col' }, text));
  const rows = found.flatMap((culprit) => [row(state, culprit), pathRow(culprit)]);
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'culprits-title' },
    element(
      'table',
      { class: 'culprits' },
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows),
    ),
  );
}

function row(state: State, culprit: Culprit): HTMLElement {
  const { side, name, delta, count, retained, place, threads, right, planted } = culprit;
  const cells: [string, Node | string][] = [
    ['Count', `${count} (+${delta})`],
    ['Retained', retained > 0 ? formatValue(retained, 'bytes') : '–'],
    ['Place', element('code', {}, place)],
    ['Threads', threads],
    ['Is it so?', truth(right, planted)],
  ];
  return element(
    'tr',
    { class: 'culprit' },
    element(
      'th',
      { scope: 'row' },
      name,
      element('span', { class: 'soft' }, ` ${nameOf(state, side)}`),
    ),
    // Where the table is too wide for the screen, its rows become cards and need their headings.
    ...cells.map(([label, content]) => element('td', { 'data-label': label }, content)),
  );
}

/** The path from a root to the object, a step a line, opened on demand. */
function pathRow({ path, name }: Culprit): HTMLElement {
  const steps = path.map((text) => element('li', {}, element('code', {}, text)));
  const summary = element('summary', {}, `What holds it, in ${path.length} steps`);
  summary.append(element('span', { class: 'hidden' }, `: ${name}`));
  const cell = element('td', { colspan: String(headings.length) });
  cell.append(element('details', {}, summary, element('ol', { class: 'path' }, ...steps)));
  return element('tr', { class: 'path-row' }, cell);
}

function truth(right: boolean, planted: string | null): HTMLElement {
  if (right) return element('span', { class: 'right' }, `✓ planted: ${planted}`);
  const text = planted === null ? '✗ not planted' : '✗ planted, but elsewhere';
  return element('span', { class: 'wrong' }, text);
}
