/** The sidebar's page: draws the state the extension sends, and asks it to run commands. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { VscodeButton } from '@vscode-elements/elements/dist/vscode-button/vscode-button.js';
import type { FromView, ToView, ViewCommand, ViewState } from '../src/extension/profileView/messages.ts';
import { el } from './dom.ts';
import { lossChart } from './lossChart.ts';
import { adapterSection, button, firstSteps, modelSection, suggestionsSection, writingSection } from './sections.ts';

/** What lives on while the page is hidden. */
interface Kept {
  state?: ViewState;
  tableOpen?: boolean;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromView): void;
  getState(): Kept | undefined;
  setState(kept: Kept): void;
};

const vscode = acquireVsCodeApi();
const app = document.getElementById('app')!;
const kept: Kept = vscode.getState() ?? {};
const run = (command: ViewCommand) => vscode.postMessage({ type: 'run', command });

/** Told to screen readers, at a low rate. */
const live = el('p', { class: 'hidden', role: 'status' });
/** Places of the sections, in order; each is drawn anew only when its own content has changed. */
const slots = [
  'problem',
  'steps',
  'training',
  'stop',
  'curve',
  'writing',
  'adapter',
  'lastCurve',
  'suggestions',
  'model',
].map((name) => {
  const slot = el('div', { 'data-slot': name });
  app.append(slot);
  return { slot, drawn: '' };
});
app.append(live);

function draw(state: ViewState): void {
  const drawings: (HTMLElement | null)[] = [
    problemSection(state),
    firstSteps(state, run),
    trainingSection(state),
    // In a place of its own: what redraws several times a second must not hold a button.
    state.training ? button('Stop', 'ownhand.stopTraining', run, false) : null,
    state.training ? curveSection(state) : null,
    writingSection(state, run),
    adapterSection(state, run),
    state.training ? null : curveSection(state),
    suggestionsSection(state, run),
    modelSection(state, run),
  ];
  drawings.forEach((drawing, index) => {
    const place = slots[index];
    const html = drawing?.outerHTML ?? '';
    if (html === place.drawn) return;
    place.drawn = html;
    const focused = place.slot.contains(document.activeElement) ? document.activeElement : null;
    place.slot.replaceChildren(...(drawing ? [drawing] : []));
    refocus(place.slot, focused?.getAttribute('data-command'));
  });
  announce(state);
}

/** Gives the focus back to the button that had it before its section was drawn anew. */
function refocus(slot: HTMLElement, command: string | null | undefined): void {
  const again = command ? slot.querySelector<VscodeButton>(`vscode-button[data-command="${command}"]`) : null;
  // It can take the focus only once it has drawn itself.
  void again?.updateComplete.then(() => again.focus());
}

function problemSection({ problem, known }: ViewState): HTMLElement | null {
  if (!problem) return known ? null : el('p', { class: 'note' }, 'Starting…');
  const text = el('p', { class: 'problem', role: 'alert' }, problem);
  return el('section', {}, text, button('Show Log', 'ownhand.showLog', run, false));
}

function trainingSection({ training }: ViewState): HTMLElement | null {
  if (!training) return null;
  const { line, step, steps, phase } = training;
  const bar = el('progress', { max: String(steps || 1), 'aria-label': 'Training' });
  if (phase === 'training' && steps > 0) bar.value = step;
  return el(
    'section',
    { 'aria-labelledby': 'training' },
    el('h2', { id: 'training' }, 'Training'),
    bar,
    el('p', { class: 'figures' }, line),
  );
}

function curveSection({ losses }: ViewState): HTMLElement | null {
  if (losses.length < 2) return null;
  return lossChart(losses, kept.tableOpen ?? false, (open) => {
    kept.tableOpen = open;
    vscode.setState(kept);
  });
}

let announced = '';
function announce({ training }: ViewState): void {
  const tenth = training && training.steps > 0 ? Math.floor((10 * training.step) / training.steps) : 0;
  const text = training ? (training.phase === 'training' ? `Training: ${10 * tenth} percent` : training.line) : '';
  if (text === announced) return;
  announced = text;
  live.textContent = text;
}

window.addEventListener('message', (event: MessageEvent<ToView>) => {
  if (event.data.type !== 'state') return;
  kept.state = event.data.state;
  vscode.setState(kept);
  draw(event.data.state);
});
if (kept.state) draw(kept.state);
vscode.postMessage({ type: 'ready' });
