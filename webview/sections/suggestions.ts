import * as l10n from '@vscode/l10n';
import { SPEED_NAMES, type Speed } from '../../src/core/tasks/complete/policy/speed.ts';
import { LENGTHS, type Length } from '../../src/core/tasks/complete/rule.ts';
import type { ViewState } from '../../src/extension/sidebar/messages.ts';
import { el, facts } from '../dom.ts';
import { counted } from '../numbers.ts';
import { button, buttons, type Page, progressBar, quiet } from '../page.ts';

/** What a writer uses, the most frequent first. */
export const suggestionsParts = [
  workPart,
  statePart,
  learnPart,
  toolsPart,
  savedPart,
  eagernessPart,
  lengthPart,
  strengthPart,
];

/** What is going on, other than learning the style. */
function workPart({ work }: ViewState, page: Page): HTMLElement | null {
  if (!work) return null;
  const percent = work.percent === null ? '' : ` ${Math.floor(work.percent)} %`;
  return el(
    'section',
    { class: 'work' },
    el('p', { class: 'figures' }, `${work.title}${percent}`),
    progressBar(work.title, work.percent),
    buttons(button(l10n.t('Stop'), 'ownhand.stop', page)),
  );
}

/** Whether there are suggestions, and the switch. */
function statePart(state: ViewState, page: Page): HTMLElement | null {
  const { known, problem, line, enabled, snoozed } = state;
  if (!known || problem) return null;
  return el(
    'section',
    {},
    el('p', { class: 'state' }, line),
    buttons(
      modelMissing(state) ? button(l10n.t('Choose Language Model'), 'ownhand.addModel', page, { primary: true }) : null,
      button(enabled ? l10n.t('Turn Off') : l10n.t('Turn On'), 'ownhand.toggleCompletions', page),
      enabled ? button(snoozed ? l10n.t('Change Snooze') : l10n.t('Snooze'), 'ownhand.snooze', page) : null,
    ),
  );
}

/** Not while one is on its way, nor for a beginner, whose one button brings it. */
function modelMissing({ model, preparing, history, work }: ViewState): boolean {
  return !model && !preparing && !work && history.items > 0;
}

/** A beginner's one button. */
function learnPart({ known, problem, history, work }: ViewState, page: Page): HTMLElement | null {
  if (!known || problem || history.items > 0 || work) return null;
  return el(
    'section',
    { class: 'first' },
    button(l10n.t('Learn from This Folder'), 'ownhand.learn', page, { primary: true }),
    el(
      'p',
      { class: 'note' },
      l10n.t(
        'Your notes are read on this computer and never leave it. A better language model is fetched once (about 270 MB). You can keep writing in the meantime.',
      ),
    ),
  );
}

/** What can be done with the open note. */
function toolsPart({ model, history }: ViewState, page: Page): HTMLElement | null {
  if (!model || history.items === 0) return null;
  return el(
    'section',
    { 'aria-labelledby': 'tools' },
    el('h2', { id: 'tools' }, l10n.t('For this note')),
    buttons(
      button(l10n.t('Titles'), 'ownhand.suggestTitles', page),
      button(l10n.t('Tags'), 'ownhand.suggestTags', page),
      button(l10n.t('Description'), 'ownhand.suggestDescription', page),
      button(l10n.t('Rewrite'), 'ownhand.rewrite', page),
      button(l10n.t('Tag All'), 'ownhand.tagAll', page),
    ),
  );
}

/** What it was good for, and what Ownhand makes of that. */
function savedPart({ suggestions, shift }: ViewState, page: Page): HTMLElement | null {
  const { accepted, typedThrough, keys } = suggestions;
  if (accepted + typedThrough === 0 && shift === 0) return null;
  const reset = () => page.send({ type: 'run', command: 'ownhand.resetSuggestions' });
  return el(
    'section',
    { class: 'saved' },
    keys > 0
      ? el(
          'p',
          { class: 'state' },
          l10n.t('{0} saved this week', counted(keys, l10n.t('keystroke'), l10n.t('keystrokes'))),
        )
      : null,
    accepted + typedThrough === 0
      ? null
      : facts(
          'note',
          accepted > 0 ? l10n.t('{0} taken', countedSuggestions(accepted)) : null,
          // The noun is said once.
          typedThrough > 0
            ? l10n.t('{0} typed out by hand', accepted > 0 ? typedThrough : countedSuggestions(typedThrough))
            : null,
        ),
    shift === 0 ? null : el('p', { class: 'note' }, shiftLine(shift)),
    quiet(l10n.t('Reset'), 'reset-suggestions', reset, l10n.t('Reset counts and how readily text is suggested')),
  );
}

function countedSuggestions(count: number): string {
  return counted(count, l10n.t('suggestion'), l10n.t('suggestions'));
}

function shiftLine(shift: number): string {
  return shift > 0
    ? l10n.t('You type over more than Ownhand expected, so it suggests less.')
    : l10n.t('You take more than Ownhand expected, so it suggests more.');
}

/** How eagerly something is suggested. */
function eagernessPart({ model, speed, enabled }: ViewState, page: Page): HTMLElement | null {
  if (!model || !enabled) return null;
  const names: Record<Speed, [string, string]> = {
    calm: [l10n.t('Calm'), l10n.t('After a real pause, and only when sure.')],
    normal: [l10n.t('Normal'), l10n.t('After a short pause.')],
    eager: [l10n.t('Eager'), l10n.t('Between words, and when less sure.')],
  };
  return choice(l10n.t('Eagerness'), 'speed', SPEED_NAMES, speed, names, (name) =>
    page.send({ type: 'speed', speed: name }),
  );
}

/** How much is suggested at once. */
function lengthPart({ model, length, enabled }: ViewState, page: Page): HTMLElement | null {
  if (!model || !enabled) return null;
  const names: Record<Length, [string, string]> = {
    word: [l10n.t('Word'), l10n.t('A word, or the rest of one.')],
    phrase: [l10n.t('Phrase'), l10n.t('A few words.')],
    sentence: [l10n.t('Sentence'), l10n.t('Up to the end of the sentence, when sure enough.')],
  };
  return choice(l10n.t('Length'), 'length', LENGTHS, length, names, (name) =>
    page.send({ type: 'length', length: name }),
  );
}

/** One of a few, with what the chosen one means. */
function choice<T extends string>(
  title: string,
  name: string,
  values: readonly T[],
  chosen: T,
  words: Record<T, [string, string]>,
  choose: (value: T) => void,
): HTMLElement {
  const boxes = values.map((value) => {
    const checked = value === chosen;
    const box = el('input', { type: 'radio', name, value, checked, 'data-focus': `${name} ${value}` });
    box.addEventListener('change', () => choose(value));
    return el('label', { class: 'choice' }, box, words[value][0]);
  });
  return el(
    'fieldset',
    { class: 'eagerness' },
    el('legend', {}, title),
    el('div', { class: 'choices' }, ...boxes),
    el('p', { class: 'note' }, words[chosen][1]),
  );
}

/** How far suggestions lean away from the plain model. */
function strengthPart({ adapters, strength }: ViewState, page: Page): HTMLElement | null {
  if (!adapters.some(({ serving }) => serving)) return null;
  const input = el('input', {
    id: 'strength',
    type: 'range',
    min: '0',
    max: '1',
    step: '0.1',
    value: String(strength),
    'aria-valuetext': inWords(strength),
    'aria-describedby': 'strength-note',
    'data-focus': 'strength',
  });
  // On release: during dragging nothing is redrawn.
  input.addEventListener('change', () => page.send({ type: 'strength', strength: Number(input.value) }));
  input.addEventListener('input', () => input.setAttribute('aria-valuetext', inWords(Number(input.value))));
  return el(
    'div',
    {},
    el('label', { for: 'strength' }, l10n.t('Style strength: {0}', inWords(strength))),
    input,
    el(
      'p',
      { class: 'note', id: 'strength-note' },
      l10n.t('Higher is further from what anyone else would write, and slower.'),
    ),
  );
}

function inWords(strength: number): string {
  return strength === 0 ? l10n.t('as learned') : `+${Math.round(100 * strength)} %`;
}
