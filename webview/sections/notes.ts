import * as l10n from '@vscode/l10n';
import type { ViewState } from '../../src/extension/sidebar/messages.ts';
import { writingChart } from '../charts/writingChart.ts';
import { el, facts } from '../dom.ts';
import { counted, whole } from '../numbers.ts';
import { button, buttons, disclosure, type Page, targetButton } from '../page.ts';

const MAX_TAGS = 12;

/** What was read, when it was written, and what it is about. */
export const notesParts = [countPart, tagsPart, chartPart, sourcesPart];

function countPart({ history, known }: ViewState, page: Page): HTMLElement | null {
  const { items, words } = history;
  if (items === 0) {
    if (!known) return null;
    return el(
      'section',
      {},
      el('p', {}, l10n.t('Ownhand has not read any of your notes yet.')),
      buttons(button(l10n.t('Choose Notes…'), 'ownhand.mine', page)),
    );
  }
  return el(
    'section',
    {},
    facts('state', counted(items, l10n.t('note'), l10n.t('notes')), counted(words, l10n.t('word'), l10n.t('words'))),
    buttons(
      button(l10n.t('Add or Update Notes…'), 'ownhand.mine', page),
      button(l10n.t('Show What Is Read'), 'ownhand.showRead', page),
    ),
  );
}

function tagsPart({ habits }: ViewState): HTMLElement | null {
  const tags = (habits?.tags ?? []).slice(0, MAX_TAGS);
  if (tags.length === 0) return null;
  const items = tags.map(({ tag, count }) => {
    const uses = counted(count, l10n.t('use'), l10n.t('uses'));
    return el('li', {}, tag, ' ', el('span', { class: 'count', role: 'img', 'aria-label': uses }, whole(count)));
  });
  return el(
    'section',
    { 'aria-labelledby': 'tags' },
    el('h2', { id: 'tags' }, l10n.t('Your tags')),
    el('ul', { class: 'tags' }, ...items),
  );
}

function chartPart({ months }: ViewState, page: Page): HTMLElement | null {
  return writingChart(months, page);
}

function sourcesPart({ sources }: ViewState, page: Page): HTMLElement | null {
  if (sources.length === 0) return null;
  const rows = sources.map(({ path, label, documents, words }) =>
    el(
      'li',
      {},
      el('p', { class: 'name', title: path }, label),
      facts(
        'note',
        counted(documents, l10n.t('note'), l10n.t('notes')),
        counted(words, l10n.t('word'), l10n.t('words')),
      ),
      targetButton(l10n.t('Forget…'), 'ownhand.forget', path, label, page),
    ),
  );
  return disclosure('sources', l10n.t('What was read'), page, el('ul', { class: 'rows' }, ...rows));
}
