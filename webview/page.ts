/** What the parts of the page share: what they can ask of the extension, and what they remember. */
import type { FromView, TargetCommand, ViewCommand } from '../src/extension/sidebar/messages.ts';
import { el } from './dom.ts';

export interface Page {
  send(message: FromView): void;
  /** Whether a part that can be opened is open, which survives a redraw and a hidden page. */
  isOpen(name: string): boolean;
  setOpen(name: string, open: boolean): void;
  /** What the user has begun to write instead of the profile; null while nothing is being edited. */
  draft: string | null;
  /** Keeps the draft; when editing begins or ends, the page is redrawn and `focus` names what gets the focus. */
  setDraft(text: string | null, focus?: string): void;
}

interface ButtonOptions {
  /** Only for the button of the next step. */
  primary?: boolean;
  /** Tells the button from others with the same label; used for the focus and for announcing it. */
  of?: string;
}

/** A button under whose label something is done. */
export function action(label: string, name: string, act: () => void, { primary, of }: ButtonOptions = {}): HTMLElement {
  const element = el(
    'vscode-button',
    {
      ...(primary ? {} : { secondary: true }),
      'data-focus': of === undefined ? name : `${name} ${of}`,
      ...(of !== undefined && { 'aria-label': `${label} ${of}` }),
    },
    // The element itself keeps its text on one line, which a long word of another language does not fit.
    el('span', {}, label),
  );
  element.addEventListener('click', act);
  return element;
}

/** A button that runs a command. */
export function button(label: string, command: ViewCommand, page: Page, options?: ButtonOptions): HTMLElement {
  return action(label, command, () => page.send({ type: 'run', command }), options);
}

/** A button that does something to one adapter, document, folder or model. @param of the name of its target */
export function targetButton(
  label: string,
  command: TargetCommand,
  target: string | null,
  of: string,
  page: Page,
): HTMLElement {
  return action(label, command, () => page.send({ type: 'target', command, target }), { of });
}

export function buttons(...children: (HTMLElement | null)[]): HTMLElement {
  return el('div', { class: 'buttons' }, ...children);
}

/** A link that looks like text, for rarely used things. */
export function quiet(label: string, name: string, act: () => void, spoken = label): HTMLElement {
  const element = el('button', { class: 'quiet', type: 'button', 'data-focus': name, 'aria-label': spoken }, label);
  element.addEventListener('click', act);
  return element;
}

/** A progress bar; without `value` it only shows activity. */
export function progressBar(label: string, percent: number | null): HTMLElement {
  const bar = el('progress', { max: '100', 'aria-label': label });
  if (percent !== null) bar.value = percent;
  return bar;
}

/** A part of the page under its heading. */
export function section(id: string, title: string, ...children: (HTMLElement | null)[]): HTMLElement {
  return el('section', { 'aria-labelledby': id }, el('h2', { id }, title), ...children);
}

/** A part that opens and closes under its summary. */
export function disclosure(
  name: string,
  summary: string,
  page: Page,
  ...children: (HTMLElement | null)[]
): HTMLElement {
  const details = el(
    'details',
    { open: page.isOpen(name), 'data-part': name },
    el('summary', { 'data-focus': `open ${name}` }, summary),
    ...children,
  );
  details.addEventListener('toggle', () => page.setOpen(name, details.open));
  return details;
}
