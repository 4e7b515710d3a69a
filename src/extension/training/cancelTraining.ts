import { l10n } from 'vscode';
import type { Services } from '../services.ts';
import { confirm } from '../support/confirm.ts';

/** Ends a run for good, once the user has agreed. */
export async function cancelTraining({ state, training }: Services): Promise<void> {
  const { training: progress, unfinished } = state.snapshot;
  const step = progress?.step || unfinished?.step || 0;
  // A run that has learned nothing yet is cancelled without asking.
  if (step > 0) {
    const go = l10n.t('Throw Away');
    const pause = l10n.t('Pause Instead');
    const chosen = await confirm(
      l10n.t('Throw away what was learned?'),
      l10n.t('You lose what Ownhand has learned so far. If you pause instead, it can continue at any time.'),
      go,
      ...(progress ? [pause] : []),
    );
    if (chosen === pause) training.pause();
    if (chosen !== go) return;
  }
  await training.cancel();
}
