import { formatSeconds } from '../view/format.ts';
import type { Mark, State } from '../view/wire.ts';
import { byId, element } from './dom.ts';

/** What happened, the newest first. */
export class Log {
  readonly #list: HTMLElement = byId('log');
  #shown: readonly Mark[] = [];

  render({ marks }: State): void {
    if (marks === this.#shown) return;
    this.#shown = marks;
    const items = marks.map(({ at, kind, text }) =>
      element(
        'li',
        { 'data-kind': kind },
        element('span', { class: 'when' }, formatSeconds(at)),
        element('span', {}, text),
      ),
    );
    this.#list.replaceChildren(...items.toReversed());
  }
}
