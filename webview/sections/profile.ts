/** The profile's prose: read, put into the user's own words, or made without some of the habits. */
import * as l10n from '@vscode/l10n';
import { MAX_PROSE } from '../../src/core/types.ts';
import type { ViewState } from '../../src/extension/sidebar/messages.ts';
import { el } from '../dom.ts';
import { action, buttons, disclosure, type Page } from '../page.ts';

export function profileBox({ prose, wording, off }: ViewState, page: Page): HTMLElement | null {
  if (page.draft !== null) return editor(page.draft, page);
  if (prose === '' && off.length === 0) return null;
  const note =
    wording === 'user'
      ? l10n.t('In your own words.')
      : wording === 'model'
        ? l10n.t('Worded by the base model from your habits.')
        : null;
  return el(
    'div',
    {},
    el('p', { class: 'prose' }, prose),
    note && el('p', { class: 'note' }, note),
    buttons(
      action(l10n.t('Edit'), 'profile-edit', () => page.setDraft(prose, 'profile-text')),
      wording === 'user'
        ? action(l10n.t('Use the Measured One'), 'profile-reset', () => page.send({ type: 'profile', prose: null }))
        : null,
    ),
    wording === 'user' ? null : switches(off, page),
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
    // Without a word of the user's, the measured one stands.
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

/** Which habits the profile speaks of. */
function switches(off: ViewState['off'], page: Page): HTMLElement {
  const names: [ViewState['off'][number], string][] = [
    ['subjects', l10n.t('What I write about')],
    ['titles', l10n.t('My titles')],
    ['sentences', l10n.t('My sentences')],
    ['openings', l10n.t('How sentences begin')],
    ['voice', l10n.t('Who speaks to whom')],
    ['spelling', l10n.t('Spelling')],
  ];
  const boxes = names.map(([name, label]) => {
    const box = el('input', { type: 'checkbox', checked: !off.includes(name), 'data-focus': `habit-${name}` });
    box.addEventListener('change', () =>
      page.send({ type: 'habits', off: box.checked ? off.filter((each) => each !== name) : [...off, name] }),
    );
    return el('label', { class: 'switch' }, box, label);
  });
  return disclosure(
    'profile-habits',
    l10n.t('What the profile speaks of'),
    page,
    el('fieldset', {}, el('legend', { class: 'hidden' }, l10n.t('What the profile speaks of')), ...boxes),
  );
}
