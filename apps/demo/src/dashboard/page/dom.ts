/** The element with this id; the page is served with all of them. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return found as T;
}

/** The descendant that a selector finds. */
export function within(parent: Element, selector: string): HTMLElement {
  const found = parent.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`${parent.id || parent.tagName} has no ${selector}`);
  return found;
}

/** A new element with text (never HTML) or children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** Sets text only where it changes: screen readers and selections notice every assignment. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** A table for reading: the first column names the row. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const headings = head.map((text) => element('th', { scope: 'col' }, text));
  const body = rows.map(([first = '', ...rest]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, first),
      ...rest.map((text) => element('td', {}, text)),
    ),
  );
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...headings)),
    element('tbody', {}, ...body),
  );
}
