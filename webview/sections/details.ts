/** The details behind the sentences: figures, curves and files, for those who want them. */
import * as l10n from '@vscode/l10n';
import type { HeldOut } from '../../src/core/adapter/heldout.ts';
import { losesIn } from '../../src/core/train/heldout.ts';
import type { AdapterView, ViewState } from '../../src/extension/sidebar/messages.ts';
import { lossChart } from '../charts/lossChart.ts';
import { el, facts, table } from '../dom.ts';
import { counted, decimal, fileSize } from '../numbers.ts';
import { button, buttons, disclosure, type Page, targetButton } from '../page.ts';
import { profileText } from './profile.ts';

/** How the style was judged, the curve of the last run, and what the model is told. */
export function detailsPart(state: ViewState, page: Page): HTMLElement | null {
  const { adapters, training, losses, heldoutLosses } = state;
  const shown = adapters.find(({ serving }) => serving) ?? adapters[0];
  const curve = losses.length < 2 ? null : lossChart(losses, heldoutLosses, page);
  const text = profileText(state, page);
  if (!shown && !curve && !training && !text) return null;
  return disclosure(
    'details',
    l10n.t('Details'),
    page,
    training && training.figures !== '' ? el('p', { class: 'figures' }, training.figures) : null,
    ...(shown ? comparison(shown, adapters.length > 1) : []),
    curve,
    text,
  );
}

/** The styles one by one, with what can be done to each. */
export function moreStylesPart({ adapters }: ViewState, page: Page): HTMLElement | null {
  if (adapters.length === 0) return null;
  return disclosure(
    'styles',
    adapters.length === 1 ? l10n.t('Manage my style') : l10n.t('Manage my styles'),
    page,
    el('ul', { class: 'rows' }, ...adapters.map((each) => row(each, page))),
    buttons(button(l10n.t('Import…'), 'ownhand.importAdapter', page)),
  );
}

function row({ name, serving, rank, method, items, created, bytes }: AdapterView, page: Page): HTMLElement {
  return el(
    'li',
    {},
    el('p', { class: 'name' }, name),
    facts(
      'note',
      serving ? l10n.t('In use') : l10n.t('Not in use'),
      counted(items, l10n.t('note'), l10n.t('notes')),
      created.slice(0, 10),
      fileSize(bytes),
      rank === null ? method : l10n.t('rank {0}', rank),
    ),
    buttons(
      serving
        ? targetButton(l10n.t('Switch Off'), 'ownhand.useAdapter', null, name, page)
        : targetButton(l10n.t('Use'), 'ownhand.useAdapter', name, name, page),
      targetButton(l10n.t('Export…'), 'ownhand.exportAdapter', name, name, page),
      targetButton(l10n.t('Delete…'), 'ownhand.removeAdapter', name, name, page),
    ),
  );
}

/** The style against the plain model in each task. */
function comparison({ name, heldout }: AdapterView, named: boolean): HTMLElement[] {
  if (!heldout) return [];
  const { median, title, tags } = heldout;
  const rows = [
    [l10n.t('Text'), median.base, median.adapter] as const,
    ...(title ? [[l10n.t('Titles'), title.base, title.adapter] as const] : []),
    ...(tags ? [[l10n.t('Tags'), tags.base, tags.adapter] as const] : []),
  ];
  const caption = l10n.t('On your latest notes, which it had not seen; lower is better');
  const figures = table(
    named ? `${name}: ${caption}` : caption,
    [l10n.t('Task'), l10n.t('Plain model'), l10n.t('Your style')],
    rows.map(([task, base, adapter]) => [task, decimal(base, 3), decimal(adapter, 3)]),
  );
  const unit = l10n.t('Text and titles in bits per byte, in the median note; tags in bits.');
  return [figures, el('p', { class: 'note' }, unit), ...exceptions(heldout)];
}

/** Names the tasks that go on without the style. */
function exceptions(heldout: HeldOut): HTMLElement[] {
  const [titles, tags] = [losesIn(heldout, 'title'), losesIn(heldout, 'tags')];
  const line =
    titles && tags
      ? l10n.t('Titles and tags are suggested without it: it was not clearly better there.')
      : titles
        ? l10n.t('Titles are suggested without it: it was not clearly better there.')
        : tags
          ? l10n.t('Tags are suggested without it: it was not clearly better there.')
          : null;
  return line === null ? [] : [el('p', { class: 'note' }, line)];
}
