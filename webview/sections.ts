import * as l10n from '@vscode/l10n';
import { losesIn } from '../src/core/train/heldout.ts';
import type { HeldOut } from '../src/core/train/types.ts';
import { counted, fileSize } from '../src/extension/format.ts';
import type { ViewCommand, ViewState } from '../src/extension/profileView/messages.ts';
import { el, facts, table } from './dom.ts';

export type Run = (command: ViewCommand) => void;

const MAX_TAGS = 12;

/** A button; the next step's is primary, all others are not. */
export function button(label: string, command: ViewCommand, run: Run, primary = false): HTMLElement {
  const element = el('vscode-button', { ...(primary ? {} : { secondary: true }), 'data-focus': command }, label);
  element.addEventListener('click', () => run(command));
  return element;
}

/** A part of the page under its heading. */
export function section(id: string, title: string, ...children: (HTMLElement | null)[]): HTMLElement {
  return el('section', { 'aria-labelledby': id }, el('h2', { id }, title), ...children);
}

/** The three steps of a beginner, until the last is done; the next one carries the button. */
export function firstSteps(state: ViewState, run: Run): HTMLElement | null {
  if (!state.known || (state.model && state.history.items > 0 && state.adapter)) return null;
  const steps: { done: boolean; label: string; why: string; action: string; command: ViewCommand }[] = [
    {
      done: state.model !== null,
      label: l10n.t('Set up a base model'),
      why: l10n.t('A small language model that runs on this machine.'),
      action: l10n.t('Set Up Base Model'),
      command: 'ownhand.addModel',
    },
    {
      done: state.history.items > 0,
      label: l10n.t('Mine your writing'),
      why: l10n.t('Your documents are read here and stay here.'),
      action: l10n.t('Mine My Writing'),
      command: 'ownhand.mine',
    },
    {
      done: state.adapter !== null,
      label: l10n.t('Train your adapter'),
      why: stoppedAt(state) ?? l10n.t('Minutes, not hours; you can stop and resume.'),
      action: state.unfinished ? l10n.t('Resume Training') : l10n.t('Train My Adapter'),
      command: 'ownhand.train',
    },
  ];
  const next = steps.findIndex((step) => !step.done);
  const items = steps.map((step, index) => {
    const running = index === next && state.training !== null;
    const note = step.done ? l10n.t('done') : running ? l10n.t('under way') : null;
    return el(
      'li',
      { class: step.done ? 'done' : '', ...(index === next && { 'aria-current': 'step' }) },
      el('strong', {}, step.label),
      note && el('span', {}, ` — ${note}`),
      index === next && !running ? el('p', {}, step.why) : null,
      index === next && !running ? button(step.action, step.command, run, true) : null,
    );
  });
  return section('steps', l10n.t('First steps'), el('ol', { class: 'steps' }, ...items));
}

/** Where an unfinished run stands, in a sentence. */
function stoppedAt({ unfinished, training }: ViewState): string | null {
  if (!unfinished || training) return null;
  return l10n.t('A run stopped at step {0} of {1}; it can be resumed.', unfinished.step, unfinished.steps);
}

export function modelSection({ model }: ViewState, run: Run): HTMLElement | null {
  if (!model) return null;
  return section(
    'model',
    l10n.t('Base model'),
    el('p', { class: 'name' }, model.id),
    facts('note', l10n.t('{0} million weights', Math.round(model.parameters / 1e6)), fileSize(model.bytes)),
    button(l10n.t('Change'), 'ownhand.addModel', run),
  );
}

/** @param profile the profile's prose as it is shown or edited, see profile.ts */
export function writingSection(
  { history, habits }: ViewState,
  profile: HTMLElement | null,
  run: Run,
): HTMLElement | null {
  const { items, words, sources } = history;
  if (items === 0) return null;
  const tags = (habits?.tags ?? []).slice(0, MAX_TAGS);
  return section(
    'writing',
    l10n.t('My writing'),
    facts(
      '',
      counted(items, l10n.t('document'), l10n.t('documents')),
      counted(words, l10n.t('word'), l10n.t('words')),
      // One file a document goes without saying.
      sources === items ? null : counted(sources, l10n.t('source'), l10n.t('sources')),
    ),
    profile,
    tags.length > 0 ? el('h3', {}, l10n.t('Top tags')) : null,
    tags.length > 0 ? tagList(tags) : null,
    habits ? habitsTable(habits) : null,
    button(l10n.t('Mine Again'), 'ownhand.mine', run),
  );
}

function tagList(tags: { tag: string; count: number }[]): HTMLElement {
  const items = tags.map(({ tag, count }) => {
    const uses = counted(count, l10n.t('use'), l10n.t('uses'));
    return el('li', {}, tag, ' ', el('span', { class: 'count', role: 'img', 'aria-label': uses }, String(count)));
  });
  return el('ul', { class: 'tags' }, ...items);
}

function habitsTable({ title, sentence, person, spelling }: NonNullable<ViewState['habits']>): HTMLElement {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const spellings: Record<typeof spelling, string> = {
    american: l10n.t('American'),
    british: l10n.t('British'),
    mixed: l10n.t('mixed'),
    unknown: l10n.t('unknown'),
  };
  const rows = [
    [l10n.t('Words in a sentence'), sentence.words.toFixed(1)],
    [l10n.t('Questions'), percent(sentence.question)],
    [l10n.t('Exclamations'), percent(sentence.exclamation)],
    [l10n.t('Semicolons'), percent(sentence.semicolon)],
    [l10n.t('Parentheses'), percent(sentence.parenthesis)],
    [l10n.t('Dashes'), percent(sentence.dash)],
    [l10n.t('First person'), percent(person.first)],
    [l10n.t('Second person'), percent(person.second)],
    [l10n.t('Words in a title'), title.words.toFixed(1)],
    [l10n.t('Titles in sentence case'), percent(title.sentenceCase)],
    [l10n.t('Spelling'), spellings[spelling]],
  ];
  return el(
    'details',
    {},
    el('summary', { 'data-focus': 'habits' }, l10n.t('Measured habits')),
    table(l10n.t('Habits'), [l10n.t('Habit'), l10n.t('Measure')], rows),
  );
}

/** @param curve loss curve of the last run, or null where there is none to show here */
export function adapterSection(state: ViewState, curve: HTMLElement | null, run: Run): HTMLElement | null {
  const { adapter, unfinished, training } = state;
  const stopped = stoppedAt(state);
  if (!adapter) return curve && section('adapter', l10n.t('My adapter'), curve);
  return section(
    'adapter',
    l10n.t('My adapter'),
    el('p', { class: 'name' }, adapter.name),
    facts(
      'note',
      adapter.serving ? l10n.t('In use') : l10n.t('Not in use'),
      adapter.rank === null ? adapter.method : l10n.t('rank {0}', adapter.rank),
      counted(adapter.items, l10n.t('document'), l10n.t('documents')),
      adapter.created.slice(0, 10),
    ),
    ...comparison(adapter),
    stopped ? el('p', {}, stopped) : null,
    curve,
    training
      ? null
      : button(unfinished ? l10n.t('Resume Training') : l10n.t('Train Again'), 'ownhand.train', run, !!unfinished),
  );
}

/** The adapter against the base, and why it is off where it lost. */
function comparison({ heldout, serving }: NonNullable<ViewState['adapter']>): HTMLElement[] {
  if (!heldout) return [];
  const { base, adapter, median } = heldout;
  const figures = table(
    l10n.t('On my writing kept aside, bits per byte; less is better'),
    ['', l10n.t('Mean'), l10n.t('Median')],
    [
      [l10n.t('Without my adapter'), base.toFixed(3), median.base.toFixed(3)],
      [l10n.t('My adapter'), adapter.toFixed(3), median.adapter.toFixed(3)],
    ],
  );
  if (serving || median.adapter < median.base) return [figures, ...exceptions(heldout)];
  const why = l10n.t('It did no better than writing without it, so it stays off; more writing would help.');
  return [figures, el('p', {}, why)];
}

/** Names the tasks that go on without the adapter. */
function exceptions(heldout: HeldOut): HTMLElement[] {
  const [titles, tags] = [losesIn(heldout, 'title'), losesIn(heldout, 'tags')];
  const line =
    titles && tags
      ? l10n.t('Titles and tags are suggested without it: it did no better there.')
      : titles
        ? l10n.t('Titles are suggested without it: it did no better there.')
        : tags
          ? l10n.t('Tags are suggested without it: it did no better there.')
          : null;
  return line === null ? [] : [el('p', { class: 'note' }, line)];
}

export function suggestionsSection(
  { enabled, snoozedUntil, model, suggestions }: ViewState,
  run: Run,
): HTMLElement | null {
  if (!model) return null;
  const { shown, accepted } = suggestions;
  return section(
    'suggestions',
    l10n.t('Suggestions'),
    facts(
      '',
      !enabled ? l10n.t('Off') : snoozedUntil ? l10n.t('Snoozed until {0}', snoozedUntil) : l10n.t('On'),
      shown > 0 ? l10n.t('{0} of {1} accepted', accepted, shown) : null,
    ),
    shown > 0 ? el('p', { class: 'note' }, l10n.t('Counted on this machine only.')) : null,
    el(
      'div',
      { class: 'buttons' },
      button(enabled ? l10n.t('Turn Off') : l10n.t('Turn On'), 'ownhand.toggleCompletions', run),
      enabled ? button(l10n.t('Snooze'), 'ownhand.snooze', run) : null,
      button(l10n.t('Titles'), 'ownhand.suggestTitles', run),
      button(l10n.t('Tags'), 'ownhand.suggestTags', run),
    ),
  );
}
