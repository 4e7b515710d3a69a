import * as l10n from '@vscode/l10n';
import type { ViewState } from '../../src/extension/sidebar/messages.ts';
import { el, facts, table } from '../dom.ts';
import { fileSize } from '../numbers.ts';
import { button, buttons, disclosure, type Page, section, targetButton } from '../page.ts';

/** Bytes that are shown at least. */
const LEAST = 50_000;

export function modelSection({ model, disk }: ViewState, page: Page): HTMLElement | null {
  if (!model) return null;
  const others = (disk?.models ?? []).filter(({ id }) => id !== model.id);
  return section(
    'model',
    l10n.t('Language model'),
    el('p', { class: 'name' }, model.id),
    facts('note', l10n.t('{0} million weights', Math.round(model.parameters / 1e6)), fileSize(model.bytes)),
    model.builtIn
      ? el(
          'p',
          { class: 'note' },
          l10n.t('It comes with Ownhand. The recommended model writes better; it is downloaded once.'),
        )
      : null,
    buttons(
      button(l10n.t('Change'), 'ownhand.addModel', page),
      targetButton(l10n.t('Delete…'), 'ownhand.removeModel', model.id, model.id, page),
    ),
    others.length === 0
      ? null
      : disclosure(
          'models',
          l10n.t('Other models'),
          page,
          el(
            'ul',
            { class: 'rows' },
            ...others.map(({ id, bytes }) =>
              el(
                'li',
                {},
                facts('', id, fileSize(bytes)),
                targetButton(l10n.t('Delete…'), 'ownhand.removeModel', id, id, page),
              ),
            ),
          ),
        ),
  );
}

/** How much disk space everything takes, and how to delete it. */
export function storageSection({ disk, history }: ViewState, page: Page): HTMLElement | null {
  // A user who has nothing yet does not need to see sizes.
  if (!disk || (history.items === 0 && disk.adapters.length === 0 && disk.models.length === 0)) return null;
  const sum = (parts: { bytes: number }[]) => parts.reduce((total, { bytes }) => total + bytes, 0);
  const sizes: [string, number][] = [
    [l10n.t('Your notes, as read'), history.items > 0 ? disk.history : 0],
    [l10n.t('Your style'), sum(disk.adapters)],
    [l10n.t('Language models'), sum(disk.models)],
    [l10n.t('Other'), disk.rest],
  ];
  const all = disk.history + disk.rest + sum(disk.adapters) + sum(disk.models);
  const sizesTable = table(
    l10n.t('{0} on this computer, and nowhere else', fileSize(all)),
    [l10n.t('What'), l10n.t('Size')],
    // What takes next to nothing is no news.
    sizes.filter(([, bytes]) => bytes >= LEAST).map(([what, bytes]) => [what, fileSize(bytes)]),
  );
  sizesTable.classList.add('sizes');
  return el(
    'section',
    {},
    sizesTable,
    buttons(
      history.items > 0 ? button(l10n.t('Forget Notes…'), 'ownhand.forget', page) : null,
      history.items > 0 || disk.adapters.length > 0
        ? button(l10n.t('Delete Everything…'), 'ownhand.deleteEverything', page)
        : null,
    ),
  );
}
