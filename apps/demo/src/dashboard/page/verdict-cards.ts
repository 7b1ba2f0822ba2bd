import { latestLook } from '../view/apply.ts';
import { formatValue } from '../view/format.ts';
import { nameOf } from '../view/plots.ts';
import { rateOf } from '../view/words.ts';
import { sides, type Side, type State } from '../view/wire.ts';
import { byId, element, setText, within } from './dom.ts';

const figures = ['tasks', 'rate', 'resident', 'threads', 'file descriptors'] as const;

/** Both services, each with its verdict and a few figures. */
export class VerdictCards {
  readonly #cards: readonly (readonly [Side, HTMLElement])[];

  constructor() {
    this.#cards = sides.map((side) => [side, card(side)] as const);
    byId('verdicts').append(...this.#cards.map(([, each]) => each));
  }

  render(state: State): void {
    for (const [side, each] of this.#cards) {
      const verdict = state.verdicts[side];
      const kind = verdict?.kind ?? 'insufficient';
      setText(within(each, 'h3'), nameOf(state, side));
      const word = within(each, '.verdict');
      setText(word, kind === 'insufficient' ? 'not decided yet' : kind);
      word.dataset['verdict'] = kind;
      const signal = verdict?.signal ? `First signal: ${verdict.signal}. ` : '';
      setText(within(each, '.why'), verdict ? `${signal}${verdict.explanation}` : 'No look yet.');
      const values = valuesOf(state, side);
      for (const [at, cell] of [...each.querySelectorAll('dd')].entries()) {
        setText(cell, values[at] ?? '–');
      }
    }
  }
}

function card(side: Side): HTMLElement {
  const facts = figures.map((name) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, '–')),
  );
  return element(
    'article',
    { class: `card side ${side}` },
    element('h3', {}, side),
    element('p', { class: 'verdict' }, 'not decided yet'),
    element('dl', { class: 'facts' }, ...facts),
    element('p', { class: 'why soft' }),
  );
}

function valuesOf({ looks }: State, side: Side): string[] {
  const look = latestLook(looks, side);
  if (!look) return [];
  const { tasks, rss, threads, fds } = look;
  return [
    String(tasks),
    `${rateOf(looks, side).toFixed(0)}/s`,
    formatValue(rss, 'bytes'),
    String(threads ?? '–'),
    String(fds ?? '–'),
  ];
}
