import { counted, fileSize } from '../src/extension/format.ts';
import type { ViewCommand, ViewState } from '../src/extension/profileView/messages.ts';
import { el, table } from './dom.ts';

export type Run = (command: ViewCommand) => void;

const MAX_TAGS = 12;

export function button(label: string, command: ViewCommand, run: Run, primary: boolean): HTMLElement {
  const element = el('vscode-button', { ...(primary ? {} : { secondary: true }), 'data-command': command }, label);
  element.addEventListener('click', () => run(command));
  return element;
}

/** The three steps of a beginner, until the last is done; the next one carries the button. */
export function firstSteps(state: ViewState, run: Run): HTMLElement | null {
  if (!state.known || (state.model && state.history.items > 0 && state.adapter)) return null;
  const steps: { done: boolean; label: string; why: string; action: string; command: ViewCommand }[] = [
    {
      done: state.model !== null,
      label: 'Set up a base model',
      why: 'A small language model that runs on this machine.',
      action: 'Set Up Base Model',
      command: 'ownhand.addModel',
    },
    {
      done: state.history.items > 0,
      label: 'Mine your writing',
      why: 'Your documents are read here and stay here.',
      action: 'Mine My Writing',
      command: 'ownhand.mine',
    },
    {
      done: state.adapter !== null,
      label: 'Train your adapter',
      why: 'Minutes, not hours; you can stop and resume.',
      action: 'Train My Adapter',
      command: 'ownhand.train',
    },
  ];
  const next = steps.findIndex((step) => !step.done);
  return el(
    'section',
    { 'aria-labelledby': 'steps' },
    el('h2', { id: 'steps' }, 'First steps'),
    el(
      'ol',
      { class: 'steps' },
      ...steps.map((step, index) =>
        el(
          'li',
          { class: step.done ? 'done' : '', ...(index === next && { 'aria-current': 'step' }) },
          el('strong', {}, step.label),
          step.done ? el('span', {}, ' — done') : null,
          index === next ? el('p', {}, step.why) : null,
          index === next && !state.training ? button(step.action, step.command, run, true) : null,
        ),
      ),
    ),
  );
}

export function modelSection({ model }: ViewState, run: Run): HTMLElement | null {
  if (!model) return null;
  return el(
    'section',
    { 'aria-labelledby': 'model' },
    el('h2', { id: 'model' }, 'Base model'),
    el('p', { class: 'name' }, model.id),
    el('p', { class: 'note' }, `${Math.round(model.parameters / 1e6)} million weights · ${fileSize(model.bytes)}`),
    button('Change', 'ownhand.addModel', run, false),
  );
}

export function writingSection({ history, habits, prose }: ViewState, run: Run): HTMLElement | null {
  if (history.items === 0) return null;
  const tags = (habits?.tags ?? []).slice(0, MAX_TAGS);
  return el(
    'section',
    { 'aria-labelledby': 'writing' },
    el('h2', { id: 'writing' }, 'My writing'),
    el(
      'p',
      {},
      `${counted(history.items, 'document', 'documents')} · ${counted(history.words, 'word', 'words')} · ` +
        counted(history.sources, 'source', 'sources'),
    ),
    prose ? el('p', { class: 'prose' }, prose) : null,
    tags.length > 0 ? el('h3', {}, 'Top tags') : null,
    tags.length > 0
      ? el(
          'ul',
          { class: 'tags' },
          ...tags.map(({ tag, count }) =>
            el(
              'li',
              {},
              tag,
              ' ',
              el('span', { class: 'count', 'aria-label': counted(count, 'use', 'uses') }, String(count)),
            ),
          ),
        )
      : null,
    habits ? habitsTable(habits) : null,
    button('Mine Again', 'ownhand.mine', run, false),
  );
}

function habitsTable({ title, sentence, person, spelling }: NonNullable<ViewState['habits']>): HTMLElement {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const rows = [
    ['Words in a sentence', sentence.words.toFixed(1)],
    ['Questions', percent(sentence.question)],
    ['Exclamations', percent(sentence.exclamation)],
    ['Semicolons', percent(sentence.semicolon)],
    ['Dashes', percent(sentence.dash)],
    ['First person', percent(person.first)],
    ['Second person', percent(person.second)],
    ['Words in a title', title.words.toFixed(1)],
    ['Titles in sentence case', percent(title.sentenceCase)],
    ['Spelling', spelling],
  ];
  return el('details', {}, el('summary', {}, 'Measured habits'), table('Habits', ['Habit', 'Measure'], rows));
}

export function adapterSection(state: ViewState, run: Run): HTMLElement | null {
  const { adapter, unfinished, training } = state;
  if (!adapter && (!unfinished || training)) return null;
  const heldout = adapter?.heldout;
  return el(
    'section',
    { 'aria-labelledby': 'adapter' },
    el('h2', { id: 'adapter' }, 'My adapter'),
    adapter ? el('p', { class: 'name' }, adapter.name) : null,
    adapter
      ? el(
          'p',
          { class: 'note' },
          `${adapter.serving ? 'In use' : 'Not in use'} · rank ${adapter.rank} · ` +
            `${counted(adapter.items, 'document', 'documents')} · ${adapter.created.slice(0, 10)}`,
        )
      : null,
    heldout
      ? table(
          'On my writing kept aside, bits per byte; less is better',
          ['', 'Mean', 'Median'],
          [
            ['Base model', heldout.base.toFixed(3), heldout.median.base.toFixed(3)],
            ['My adapter', heldout.adapter.toFixed(3), heldout.median.adapter.toFixed(3)],
          ],
        )
      : null,
    unfinished && !training
      ? el('p', {}, `A run stopped at step ${unfinished.step} of ${unfinished.steps}; it can be resumed.`)
      : null,
    training ? null : button(unfinished ? 'Resume Training' : 'Train Again', 'ownhand.train', run, false),
  );
}

export function suggestionsSection({ enabled, model, suggestions }: ViewState, run: Run): HTMLElement | null {
  if (!model) return null;
  const { shown, accepted } = suggestions;
  return el(
    'section',
    { 'aria-labelledby': 'suggestions' },
    el('h2', { id: 'suggestions' }, 'Suggestions'),
    el(
      'p',
      {},
      enabled ? 'On' : 'Off',
      shown > 0 ? ` · ${accepted} of ${shown} accepted, counted on this machine only` : '',
    ),
    el(
      'div',
      { class: 'buttons' },
      button(enabled ? 'Turn Off' : 'Turn On', 'ownhand.toggleCompletions', run, false),
      button('Titles', 'ownhand.suggestTitles', run, false),
      button('Tags', 'ownhand.suggestTags', run, false),
    ),
  );
}
