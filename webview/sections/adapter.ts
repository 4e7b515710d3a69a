import * as l10n from '@vscode/l10n';
import { losesIn } from '../../src/core/train/heldout.ts';
import type { HeldOut } from '../../src/core/train/types.ts';
import type { AdapterView, ViewState } from '../../src/extension/sidebar/messages.ts';
import { counted, fileSize } from '../../src/extension/support/format.ts';
import { el, facts, table } from '../dom.ts';
import { button, buttons, type Page, section, targetButton } from '../page.ts';
import { curveOf } from './training.ts';

/** The adapters, how the one in use does, and the curve of the last run unless another is under way. */
export function adapterSection(state: ViewState, page: Page): HTMLElement | null {
  const { adapters, unfinished, training } = state;
  const curve = training ? null : curveOf(state, page);
  if (adapters.length === 0) return curve && section('adapter', l10n.t('My adapter'), curve);
  // One that did not beat the base is worth seeing as well.
  const shown = adapters.find(({ serving }) => serving) ?? adapters[0];
  return section(
    'adapter',
    adapters.length === 1 ? l10n.t('My adapter') : l10n.t('My adapters'),
    el('ul', { class: 'rows' }, ...adapters.map((each) => row(each, page))),
    ...comparison(shown, adapters.length > 1),
    curve,
    unfinished ? el('p', {}, unfinished) : null,
    buttons(
      ...(training
        ? []
        : unfinished
          ? [
              button(l10n.t('Resume Training'), 'ownhand.resumeTraining', page, { primary: true }),
              button(l10n.t('Throw Away'), 'ownhand.cancelTraining', page),
            ]
          : [button(l10n.t('Train Again'), 'ownhand.train', page)]),
      button(l10n.t('Import…'), 'ownhand.importAdapter', page),
    ),
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
      rank === null ? method : l10n.t('rank {0}', rank),
      counted(items, l10n.t('document'), l10n.t('documents')),
      created.slice(0, 10),
      fileSize(bytes),
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

/** The adapter against the base in each task, and why it is left out where it lost. */
function comparison({ name, heldout, serving }: AdapterView, named: boolean): HTMLElement[] {
  if (!heldout) return [];
  const { median, title, tags } = heldout;
  const rows = [
    [l10n.t('Text'), median.base, median.adapter] as const,
    ...(title ? [[l10n.t('Titles'), title.base, title.adapter] as const] : []),
    ...(tags ? [[l10n.t('Tags'), tags.base, tags.adapter] as const] : []),
  ];
  const caption = l10n.t('On my writing kept aside; less is better');
  const figures = table(
    named ? `${name}: ${caption}` : caption,
    [l10n.t('Task'), l10n.t('Without it'), l10n.t('With it')],
    rows.map(([task, base, adapter]) => [task, base.toFixed(3), adapter.toFixed(3)]),
  );
  const unit = el(
    'p',
    { class: 'note' },
    l10n.t('Text and titles in bits per byte, in the median document; tags in bits.'),
  );
  if (median.adapter < median.base || serving) return [figures, unit, ...exceptions(heldout)];
  const why = l10n.t('It did no better than writing without it, so it stays off; more writing would help.');
  return [figures, unit, el('p', {}, why)];
}

/** Names the tasks that go on without the adapter. */
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
