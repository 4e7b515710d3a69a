/** How the user writes, told to them, to keep or drop; and what the model is told about it. */
import * as l10n from '@vscode/l10n';
import { MAX_PROSE } from '../../src/core/profile/habitNames.ts';
import type { MeasureName } from '../../src/core/profile/measures.ts';
import type { Compared } from '../../src/core/profile/others.ts';
import type { Saying } from '../../src/core/profile/sayings.ts';
import type { ViewState } from '../../src/extension/sidebar/messages.ts';
import { el } from '../dom.ts';
import { action, buttons, type Page, quiet } from '../page.ts';

/** The most sentences shown. */
const MOST = 6;

export function profilePart({ sayings, off, history }: ViewState, page: Page): HTMLElement | null {
  if (history.items === 0 || (sayings.length === 0 && off.length === 0)) return null;
  const rows = sayings.slice(0, MOST).map((saying) => {
    const text = sentence(saying);
    // Its cross is drawn by the style sheet, so that its name contains only words.
    const drop = quiet(
      '',
      `drop ${saying.habit}`,
      () => page.send({ type: 'habits', off: [...off, saying.habit] }),
      `${l10n.t('Drop')}: ${text}`,
    );
    drop.classList.add('drop');
    drop.title = l10n.t('Drop');
    return el('li', {}, el('span', {}, text), drop);
  });
  return el(
    'section',
    { 'aria-labelledby': 'how' },
    el('h2', { id: 'how' }, l10n.t('How you write')),
    el('ul', { class: 'sayings' }, ...rows),
    off.length === 0
      ? null
      : quiet(l10n.t('Bring back what you dropped ({0})', off.length), 'keep-all', () =>
          page.send({ type: 'habits', off: [] }),
        ),
  );
}

function sentence(saying: Saying): string {
  switch (saying.habit) {
    case 'subjects':
      return l10n.t('You write most about {0}.', saying.subjects.join(', '));
    case 'titles':
      return saying.style === 'sentence case'
        ? l10n.t('Your titles have about {0} words, with a capital only at the beginning.', saying.words)
        : saying.style === 'title case'
          ? l10n.t('Your titles have about {0} words, With Capitals Like This.', saying.words)
          : l10n.t('Your titles have about {0} words.', saying.words);
    case 'sentences':
      return lengthLine(saying.compared);
    case 'openings':
      return l10n.t(
        'You often begin a sentence with {0}.',
        saying.words.map((word) => l10n.t('“{0}”', word)).join(', '),
      );
    case 'voice':
      return voiceLine(saying.compared);
    case 'marks':
      return markLine(saying.compared);
    case 'words':
      return l10n.t('You write “{0}” {1} as most writers.', saying.word, often(saying.times));
    case 'spelling':
      return saying.spelling === 'british'
        ? l10n.t('You spell the British way.')
        : l10n.t('You spell the American way.');
  }
}

function lengthLine({ value, usual, rank }: Compared): string {
  const [own, others] = [Math.round(value), Math.round(usual)];
  // A word or two more does not make sentences long, but most people write shorter ones.
  if (own < others && rank <= 0.2)
    return l10n.t('Your sentences are shorter than most: {0} words, not {1}.', own, others);
  if (own > others && rank >= 0.8)
    return l10n.t('Your sentences are longer than most: {0} words, not {1}.', own, others);
  return l10n.t('Your sentences have about {0} words, like most writers’ sentences.', own);
}

function voiceLine({ name, value, usual }: Compared): string {
  const times = often(value / Math.max(usual, 0.01));
  if (name === 'we') return l10n.t('You say “we” {0} as most writers.', times);
  if (name === 'I') return l10n.t('You say “I” {0} as most writers.', times);
  return l10n.t('You speak to your reader {0} as most writers.', times);
}

function markLine({ name, value, usual }: Compared): string {
  const times = often(value / Math.max(usual, 0.01));
  const lines: Partial<Record<MeasureName, string>> = {
    question: l10n.t('You ask questions {0} as most writers.', times),
    exclamation: l10n.t('You use exclamation marks {0} as most writers.', times),
    semicolon: l10n.t('You use semicolons {0} as most writers.', times),
    colon: l10n.t('You use colons {0} as most writers.', times),
    dash: l10n.t('You use dashes {0} as most writers.', times),
    parenthesis: l10n.t('You put asides in parentheses {0} as most writers.', times),
  };
  return lines[name] ?? '';
}

/** `twice as often`, `five times as often`; figures are rounded, because they are not more exact than that. */
function often(times: number): string {
  const whole = Math.round(times);
  if (whole <= 2) return l10n.t('about twice as often');
  if (whole === 3) return l10n.t('three times as often');
  if (whole === 4) return l10n.t('four times as often');
  if (whole >= 10) return l10n.t('at least ten times as often');
  return l10n.t('{0} times as often', whole);
}

/** What the model reads about it, for the user to reword. */
export function profileText({ prose, wording, history }: ViewState, page: Page): HTMLElement | null {
  if (page.draft !== null) return editor(page.draft, page);
  if (history.items === 0 || prose === '') return null;
  const note =
    wording === 'user'
      ? l10n.t('In your own words.')
      : wording === 'model'
        ? l10n.t('Worded by the language model from your habits.')
        : null;
  return el(
    'div',
    {},
    el('h3', {}, l10n.t('What the model is told')),
    el('p', { class: 'prose' }, prose),
    note && el('p', { class: 'note' }, note),
    buttons(
      action(l10n.t('Edit'), 'profile-edit', () => page.setDraft(prose, 'profile-text')),
      wording === 'user'
        ? action(l10n.t('Use the Measured One'), 'profile-reset', () => page.send({ type: 'profile', prose: null }))
        : null,
    ),
  );
}

function editor(text: string, page: Page): HTMLElement {
  const label = l10n.t('How you write, in your own words');
  const area = el('textarea', {
    rows: '6',
    maxlength: String(MAX_PROSE),
    'aria-label': label,
    'data-focus': 'profile-text',
  });
  area.value = text;
  area.addEventListener('input', () => page.setDraft(area.value));
  const save = () => {
    const prose = area.value.trim();
    page.setDraft(null, 'profile-edit');
    // Without the user's own words, the measured ones stay.
    page.send({ type: 'profile', prose: prose === '' ? null : prose });
  };
  return el(
    'div',
    {},
    area,
    el('p', { class: 'note' }, l10n.t('The model reads this before it writes for you. It stays until you reset it.')),
    buttons(
      action(l10n.t('Save'), 'profile-save', save, { primary: true }),
      action(l10n.t('Cancel'), 'profile-cancel', () => page.setDraft(null, 'profile-edit')),
    ),
  );
}
