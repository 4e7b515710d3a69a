import * as l10n from '@vscode/l10n';
import type { ViewState } from '../../src/extension/sidebar/messages.ts';
import { el } from '../dom.ts';
import { button, buttons, type Page, progressBar, quiet, targetButton } from '../page.ts';

/** Whether the style is known, or being learned, and what comes next. */
export const styleParts = [verdictPart, progressPart, progressButtons, unfinishedPart];

function verdictPart(
  { verdict, training, unfinished, history, known, smallOnly, styleNext, model }: ViewState,
  page: Page,
): HTMLElement | null {
  const small =
    smallOnly && model?.builtIn
      ? el(
          'div',
          {},
          el(
            'p',
            { class: 'note' },
            l10n.t(
              'The better language model cannot be reached from here; the small one that comes with Ownhand is in use.',
            ),
          ),
          buttons(button(l10n.t('Try Again'), 'ownhand.learn', page)),
        )
      : null;
  if (!verdict) {
    if (training || unfinished || !known) return small;
    return el(
      'section',
      {},
      el(
        'p',
        {},
        styleNext
          ? l10n.t('Ownhand learns your style as soon as the language model is ready. Keep writing.')
          : l10n.t('Ownhand has not learned how you write yet.'),
      ),
      history.items > 0 && !styleNext
        ? buttons(button(l10n.t('Learn My Style'), 'ownhand.train', page, { primary: true }))
        : null,
      small,
    );
  }
  const { on, text, adapter } = verdict;
  return el(
    'section',
    { 'aria-label': l10n.t('My Style') },
    el('p', { class: 'state' }, text),
    buttons(
      on ? button(l10n.t('Start Writing'), 'ownhand.startWriting', page) : null,
      on || history.items === 0 ? null : button(l10n.t('Add More Notes'), 'ownhand.mine', page),
      adapter === null ? null : quiet(l10n.t('See Why'), 'see-why', () => showDetails(page)),
      adapter === null || on
        ? null
        : targetButton(l10n.t('Use It Anyway'), 'ownhand.useAdapter', adapter, adapter, page),
      training || unfinished || history.items === 0 ? null : button(l10n.t('Learn Again'), 'ownhand.train', page),
    ),
    small,
  );
}

function showDetails(page: Page): void {
  page.setOpen('details', true);
  const part = document.querySelector<HTMLDetailsElement>('details[data-part="details"]');
  if (!part) return;
  part.open = true;
  part.scrollIntoView();
  part.querySelector('summary')?.focus();
}

/** The current run. */
function progressPart({ training }: ViewState): HTMLElement | null {
  if (!training) return null;
  const { line, step, steps, phase, held, stopping } = training;
  return el(
    'section',
    { 'aria-labelledby': 'learning' },
    el('h2', { id: 'learning' }, l10n.t('Learning your style')),
    progressBar(l10n.t('Learning your style'), phase === 'training' && steps > 0 ? (100 * step) / steps : null),
    // Elsewhere it continues a sentence.
    el('p', { class: 'figures' }, line.charAt(0).toLocaleUpperCase() + line.slice(1)),
    el(
      'p',
      { class: 'note' },
      stopping
        ? l10n.t('Stopping after this step…')
        : held
          ? l10n.t('It waits while you type.')
          : l10n.t('Keep writing; learning waits while you type.'),
    ),
  );
}

/** Separate from what redraws several times a second, which must not contain a button. */
function progressButtons({ training }: ViewState, page: Page): HTMLElement | null {
  if (!training) return null;
  return buttons(
    button(l10n.t('Pause'), 'ownhand.pauseTraining', page),
    button(l10n.t('Throw Away…'), 'ownhand.cancelTraining', page),
  );
}

function unfinishedPart({ unfinished }: ViewState, page: Page): HTMLElement | null {
  if (!unfinished) return null;
  return el(
    'section',
    {},
    el('p', {}, unfinished),
    buttons(
      button(l10n.t('Resume'), 'ownhand.resumeTraining', page, { primary: true }),
      button(l10n.t('Throw Away…'), 'ownhand.cancelTraining', page),
    ),
  );
}
