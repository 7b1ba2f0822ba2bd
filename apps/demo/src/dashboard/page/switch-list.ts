import type { State, SwitchView } from '../view/wire.ts';
import { byId, element, setText, within } from './dom.ts';

/** A switch for each leak. Elements are kept while the scenario is the same, or focus would be lost. */
export class SwitchList {
  readonly #list: HTMLElement = byId('switches');
  readonly #ask: (leak: string, on: boolean) => void;
  #shown = '';

  constructor(ask: (leak: string, on: boolean) => void) {
    this.#ask = ask;
  }

  render({ switches, phase }: State): void {
    const leaks = switches.map(({ leak }) => leak).join();
    if (leaks !== this.#shown) {
      this.#shown = leaks;
      this.#list.replaceChildren(...switches.map((each) => this.#item(each)));
    }
    const busy = phase === 'starting' || phase === 'ending' || phase === 'failed';
    for (const { leak, on } of switches) {
      const button = within(this.#list, `[data-leak="${leak}"]`);
      button.setAttribute('aria-checked', String(on));
      // Not `disabled`: the focus would be thrown off the button.
      button.setAttribute('aria-disabled', String(busy));
      setText(within(button, '.state'), on ? 'leaks' : 'cured');
    }
  }

  #item({ leak, what }: SwitchView): HTMLElement {
    const button = element(
      'button',
      {
        type: 'button',
        role: 'switch',
        class: 'switch',
        'data-leak': leak,
        'aria-checked': 'false',
        'aria-describedby': `what-${leak}`,
      },
      element('span', { class: 'track', 'aria-hidden': 'true' }),
      element('span', { class: 'name' }, leak),
      element('span', { class: 'state', 'aria-hidden': 'true' }),
    );
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') === 'true') return;
      this.#ask(leak, button.getAttribute('aria-checked') !== 'true');
    });
    return element('li', {}, button, element('span', { class: 'soft', id: `what-${leak}` }, what));
  }
}
