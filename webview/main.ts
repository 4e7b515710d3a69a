/** The page of one of the side bar's views: draws the state that the extension sends, and asks it to run commands. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import * as l10n from '@vscode/l10n';
import type { VscodeButton } from '@vscode-elements/elements/dist/vscode-button/vscode-button.js';
import type { FromView, ToView, ViewName, ViewState } from '../src/extension/sidebar/messages.ts';
import { el } from './dom.ts';
import { button, type Page } from './page.ts';
import { detailsPart, moreStylesPart } from './sections/details.ts';
import { notesParts } from './sections/notes.ts';
import { profilePart } from './sections/profile.ts';
import { modelSection, storageSection } from './sections/storage.ts';
import { styleParts } from './sections/style.ts';
import { suggestionsParts } from './sections/suggestions.ts';

/** What survives while the page is hidden. */
interface Kept {
  state?: ViewState;
  /** Parts that are open. */
  open?: string[];
  /** The profile as the user is editing it. */
  draft?: string | null;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromView): void;
  getState(): Kept | undefined;
  setState(kept: Kept): void;
};

const vscode = acquireVsCodeApi();
const app = document.getElementById('app')!;
l10n.config({ contents: app.dataset.strings ?? '{}' });
const kept: Kept = vscode.getState() ?? {};

const page: Page = {
  send: (message) => vscode.postMessage(message),
  isOpen: (name) => kept.open?.includes(name) ?? false,
  setOpen: (name, open) => {
    const others = (kept.open ?? []).filter((each) => each !== name);
    kept.open = open ? [...others, name] : others;
    vscode.setState(kept);
  },
  get draft() {
    return kept.draft ?? null;
  },
  setDraft: (text, focus) => {
    kept.draft = text;
    vscode.setState(kept);
    if (focus === undefined || !kept.state) return;
    draw(kept.state);
    refocus(app, focus);
  },
};

/** Announced to screen readers, at a low rate. */
const live = el('p', { class: 'hidden', role: 'status' });

type Part = (state: ViewState, page: Page) => HTMLElement | null;

/** The parts of each view from top to bottom: the most used, what is going on, what there is. */
const PARTS: Record<ViewName, Part[]> = {
  suggestions: [problemPart, ...suggestionsParts],
  notes: notesParts,
  style: [...styleParts, profilePart, detailsPart, moreStylesPart],
  storage: [storageSection, modelSection],
};
const parts = PARTS[(app.dataset.view as ViewName) ?? 'suggestions'];
/** A place for each part, redrawn only when its own content has changed. */
const places = parts.map((part) => {
  const place = app.appendChild(el('div'));
  return { part, place, drawn: '' };
});
app.append(live);

function draw(state: ViewState): void {
  let lost = false;
  for (const each of places) {
    const drawing = each.part(state, page);
    const html = drawing?.outerHTML ?? '';
    if (html === each.drawn) continue;
    each.drawn = html;
    const focused = each.place.contains(document.activeElement) ? document.activeElement : null;
    each.place.replaceChildren(...(drawing ? [drawing] : []));
    if (focused && !refocus(each.place, focused.getAttribute('data-focus'))) lost = true;
  }
  // Its part is gone, as the progress is with a press on Pause: what comes next is at the top.
  if (lost) {
    scrollTo(0, 0);
    refocus(app, 'top');
  }
  announce(state);
}

/**
 * Returns the focus to the element that had it before its part was redrawn; if that is gone, to the part's first.
 * @returns false if there is none
 */
function refocus(place: HTMLElement, name: string | null | undefined): boolean {
  // Compared, not made into a selector: the ids contain file names.
  const all = [...place.querySelectorAll<HTMLElement>('[data-focus]')];
  const again = name ? (all.find((each) => each.getAttribute('data-focus') === name) ?? all[0]) : undefined;
  // A button can take the focus only once it has drawn itself.
  const drawn = (again as Partial<VscodeButton> | undefined)?.updateComplete;
  if (drawn) void drawn.then(() => again?.focus());
  else again?.focus();
  return again !== undefined;
}

function problemPart({ problem, known }: ViewState): HTMLElement | null {
  if (!problem) return known ? null : el('p', { class: 'note' }, l10n.t('Starting…'));
  const text = el('p', { class: 'problem', role: 'alert' }, problem);
  return el('section', {}, text, button(l10n.t('Show Log'), 'ownhand.showLog', page));
}

let announced = '';
function announce({ training }: ViewState): void {
  const tenth = training && training.steps > 0 ? Math.floor((10 * training.step) / training.steps) : 0;
  const going =
    training?.phase === 'training' ? l10n.t('Learning your style: {0} percent', 10 * tenth) : training?.line;
  const text = going ?? '';
  if (text === announced) return;
  announced = text;
  live.textContent = text;
}

window.addEventListener('message', ({ data }: MessageEvent<ToView>) => {
  if (data.type === 'open') {
    page.setOpen(data.part, true);
    const part = app.querySelector<HTMLDetailsElement>(`details[data-part="${data.part}"]`);
    if (part) part.open = true;
    part?.scrollIntoView();
    part?.querySelector('summary')?.focus();
    return;
  }
  kept.state = data.state;
  vscode.setState(kept);
  draw(data.state);
});
if (kept.state) draw(kept.state);
vscode.postMessage({ type: 'ready' });
