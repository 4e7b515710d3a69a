import * as l10n from '@vscode/l10n';
import type { ViewState } from '../../src/extension/sidebar/messages.ts';
import { lossChart } from '../charts/lossChart.ts';
import { el } from '../dom.ts';
import { button, buttons, type Page, section } from '../page.ts';

/** The run under way. */
export function trainingSection({ training }: ViewState): HTMLElement | null {
  if (!training) return null;
  const { line, step, steps, phase, held } = training;
  const bar = el('progress', { max: String(steps || 1), 'aria-label': l10n.t('Training') });
  if (phase === 'training' && steps > 0) bar.value = step;
  return section(
    'training',
    l10n.t('Training'),
    bar,
    el('p', { class: 'figures' }, line),
    held ? el('p', { class: 'note' }, l10n.t('It waits while you type.')) : null,
  );
}

/** Apart from what redraws several times a second, which must not hold a button. */
export function trainingButtons({ training }: ViewState, page: Page): HTMLElement | null {
  if (!training) return null;
  return buttons(
    button(l10n.t('Pause'), 'ownhand.pauseTraining', page),
    button(l10n.t('Cancel'), 'ownhand.cancelTraining', page),
  );
}

/** The curves of the run under way or of the last one; null where there are none. */
export function curveOf({ losses, heldoutLosses }: ViewState, page: Page): HTMLElement | null {
  return losses.length < 2 ? null : lossChart(losses, heldoutLosses, page);
}
