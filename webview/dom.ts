type Child = Node | string | null;

/** Creates an element with attributes (false omits one) and children. Text is never parsed as markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes?: Record<string, string | boolean>,
  ...children: Child[]
): HTMLElementTagNameMap[K];
export function el(tag: string, attributes?: Record<string, string | boolean>, ...children: Child[]): HTMLElement;
export function el(tag: string, attributes: Record<string, string | boolean> = {}, ...children: Child[]): HTMLElement {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag: string, attributes: Record<string, string> = {}, ...children: Child[]): SVGElement {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Record<string, string | boolean>, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null).map((child) => unbroken(child)));
  return element;
}

/** A number stays on the line of its percent sign. */
function unbroken(child: Node | string): Node | string {
  return typeof child === 'string' ? child.replace(/(\d) %/g, '$1\u00a0%') : child;
}

/** A paragraph of short facts that breaks only between them. */
export function facts(className: string, ...parts: (string | null)[]): HTMLElement {
  const shown = parts.filter((part) => part !== null);
  return el(
    'p',
    { class: className },
    ...shown.flatMap((part, at) => [at > 0 ? ' · ' : null, el('span', { class: 'fact' }, part)]),
  );
}

/** A table with a caption, a header row and body rows; the first cell of each row is its header. */
export function table(caption: string, head: string[], rows: string[][]): HTMLTableElement {
  return el(
    'table',
    {},
    el('caption', {}, caption),
    el('thead', {}, el('tr', {}, ...head.map((text) => el('th', { scope: 'col' }, text)))),
    el(
      'tbody',
      {},
      ...rows.map(([first, ...rest]) =>
        el('tr', {}, el('th', { scope: 'row' }, first), ...rest.map((text) => el('td', {}, text))),
      ),
    ),
  );
}
