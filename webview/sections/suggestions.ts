import * as l10n from '@vscode/l10n';
import type { ViewState } from '../../src/extension/sidebar/messages.ts';
import { el, facts } from '../dom.ts';
import { button, buttons, type Page, section } from '../page.ts';

export function suggestionsSection(
  { enabled, snoozedUntil, model, suggestions, adapters, strength }: ViewState,
  page: Page,
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
    adapters.some(({ serving }) => serving) ? slider(strength, page) : null,
    buttons(
      button(enabled ? l10n.t('Turn Off') : l10n.t('Turn On'), 'ownhand.toggleCompletions', page),
      enabled ? button(l10n.t('Snooze'), 'ownhand.snooze', page) : null,
      button(l10n.t('Titles'), 'ownhand.suggestTitles', page),
      button(l10n.t('Tags'), 'ownhand.suggestTags', page),
    ),
  );
}

/** How far suggestions lean away from the base model. */
function slider(strength: number, page: Page): HTMLElement {
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
  // On letting go: while it is dragged nothing is drawn anew.
  input.addEventListener('change', () => page.send({ type: 'strength', strength: Number(input.value) }));
  input.addEventListener('input', () => input.setAttribute('aria-valuetext', inWords(Number(input.value))));
  return el(
    'div',
    {},
    el('label', { for: 'strength' }, l10n.t('Strength of my manner: {0}', inWords(strength))),
    input,
    el(
      'p',
      { class: 'note', id: 'strength-note' },
      l10n.t('Away from what anybody would write. More than as trained takes longer: the base model is asked too.'),
    ),
  );
}

function inWords(strength: number): string {
  return strength === 0 ? l10n.t('as trained') : `+${Math.round(100 * strength)} %`;
}
