import { l10n } from 'vscode';
import type { Progress } from '../../core/support/progress.ts';
import type { TrainProgress } from '../../core/train/place.ts';
import type { Unfinished } from '../state.ts';
import { duration } from '../support/format.ts';
import { decimal } from '../support/numbers.ts';

/** How far along, in percent, if the total is known. */
export function percentOf({ done, total }: Progress): number | null {
  return done === undefined || !total ? null : (100 * done) / total;
}

/** A run's progress in a few words: what it is doing, and the time left. */
export function trainingLine({ phase, step, steps, secondsLeft }: TrainProgress): string {
  if (phase === 'loading') return l10n.t('loading the language model');
  if (phase === 'examples') return l10n.t('choosing passages from your notes');
  if (phase === 'evaluating') return l10n.t('comparing with the plain model');
  if (phase === 'saving') return l10n.t('saving what was learned');
  if (step === 0 && secondsLeft !== null) return l10n.t('about {0} on this computer', duration(secondsLeft));
  const percent = percentOf({ message: '', done: step, total: steps });
  const done = l10n.t('{0} % learned', Math.floor(percent ?? 0));
  return secondsLeft === null ? done : l10n.t('{0}, {1} left', done, duration(secondsLeft));
}

/** A run's figures, for those who look into its details. */
export function trainingFigures({ phase, step, steps, loss, tokensPerSecond }: TrainProgress): string {
  if (phase !== 'training') return '';
  const parts = [l10n.t('step {0} of {1}', step, steps)];
  if (loss !== null) parts.push(l10n.t('loss {0}', decimal(loss, 3)));
  if (tokensPerSecond > 0) parts.push(l10n.t('{0} tokens/s', Math.round(tokensPerSecond)));
  return parts.join(' · ');
}

/** Why a run stands still, and where. */
export function unfinishedLine({ why, step, steps }: Pick<Unfinished, 'why' | 'step' | 'steps'>): string {
  const percent = Math.floor((100 * step) / Math.max(1, steps));
  if (why === 'battery') return l10n.t('Learning your style is waiting for mains power; {0} % is done.', percent);
  if (why === 'paused') return l10n.t('Learning your style is paused; {0} % is done.', percent);
  return l10n.t('Learning your style was interrupted; {0} % is done.', percent);
}
