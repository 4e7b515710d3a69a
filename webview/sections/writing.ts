import * as l10n from '@vscode/l10n';
import type { ViewState } from '../../src/extension/sidebar/messages.ts';
import { counted } from '../../src/extension/support/format.ts';
import { writingChart } from '../charts/writingChart.ts';
import { el, facts, table } from '../dom.ts';
import { button, disclosure, type Page, section, targetButton } from '../page.ts';
import { profileBox } from './profile.ts';

const MAX_TAGS = 12;

/** What was read, when it was written, and how the user writes. */
export function writingSection(state: ViewState, page: Page): HTMLElement | null {
  const { history, habits, months, sources } = state;
  const { items, words } = history;
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
      history.sources === items ? null : counted(history.sources, l10n.t('source'), l10n.t('sources')),
    ),
    profileBox(state, page),
    tags.length > 0 ? el('h3', {}, l10n.t('Top tags')) : null,
    tags.length > 0 ? tagList(tags) : null,
    habits ? disclosure('habits', l10n.t('Measured habits'), page, habitsTable(habits)) : null,
    writingChart(months, page),
    sources.length > 0 ? disclosure('sources', l10n.t('What was read'), page, sourceList(sources, page)) : null,
    button(l10n.t('Mine Again'), 'ownhand.mine', page),
  );
}

function sourceList(sources: ViewState['sources'], page: Page): HTMLElement {
  const rows = sources.map(({ path, label, documents, words }) =>
    el(
      'li',
      {},
      el('p', { class: 'name' }, label),
      facts(
        'note',
        counted(documents, l10n.t('document'), l10n.t('documents')),
        counted(words, l10n.t('word'), l10n.t('words')),
      ),
      targetButton(l10n.t('Forget…'), 'ownhand.forget', path, label, page),
    ),
  );
  return el('ul', { class: 'rows' }, ...rows);
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
  return table(l10n.t('Habits'), [l10n.t('Habit'), l10n.t('Measure')], rows);
}
