import { stepsOf } from '../view/words.ts';
import { nameOf } from '../view/plots.ts';
import type { State } from '../view/wire.ts';
import { byId, element, setText } from './dom.ts';
import { ask } from './requests.ts';

/** The part at the top: the steps of the story, what goes on, and what one may do about it. */
export class Controls {
  readonly #steps: HTMLElement = byId('steps');
  readonly #investigate: HTMLElement = byId('investigate');
  readonly #scenario: HTMLSelectElement = byId<HTMLSelectElement>('scenario');
  #shownSteps = '';
  #shownScenario = '';

  constructor() {
    this.#investigate.addEventListener('click', () => {
      if (this.#investigate.getAttribute('aria-disabled') !== 'true') void ask('/investigate', {});
    });
    byId('restart').addEventListener('submit', (event) => {
      event.preventDefault();
      void ask('/restart', { scenario: this.#scenario.value });
    });
  }

  render(state: State): void {
    const { scenario, environment, settings, status, phase } = state;
    setText(byId('title'), `${scenario.title.charAt(0).toUpperCase()}${scenario.title.slice(1)}`);
    setText(
      byId('environment'),
      `${environment}; ${settings.rate} tasks/s on each service, seed ${settings.seed}`,
    );
    setText(byId('status'), `${status}.`);
    byId('status').dataset['phase'] = phase;
    setText(byId('switches-side'), nameOf(state, 'leaky'));
    const free = phase === 'watching' || phase === 'held';
    this.#investigate.setAttribute('aria-disabled', String(!free));
    this.#renderSteps(state);
    this.#renderScenarios(state);
  }

  #renderSteps(state: State): void {
    const steps = stepsOf(state);
    const key = JSON.stringify(steps);
    if (key === this.#shownSteps) return;
    this.#shownSteps = key;
    const items = steps.map(({ title, is }) => {
      const item = element('li', { 'data-is': is }, title);
      if (is === 'now') item.setAttribute('aria-current', 'step');
      if (is === 'done') item.append(element('span', { class: 'hidden' }, ', done'));
      return item;
    });
    this.#steps.replaceChildren(...items);
  }

  /** The choice is the person's; it follows the server only when another scenario begins. */
  #renderScenarios({ scenarios, scenario }: State): void {
    if (scenario.id === this.#shownScenario) return;
    this.#shownScenario = scenario.id;
    const options = scenarios.map(({ id, kind }) =>
      element('option', { value: id }, kind === 'control' ? `${id} (no leak)` : id),
    );
    this.#scenario.replaceChildren(...options);
    this.#scenario.value = scenario.id;
  }
}
