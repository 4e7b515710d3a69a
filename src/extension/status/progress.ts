import { l10n, ProgressLocation, type Progress as VsProgress, window } from 'vscode';
import type { Progress } from '../../core/support/progress.ts';
import type { TrainProgress } from '../../core/train/types.ts';
import type { Unfinished } from '../state.ts';
import { duration } from '../support/format.ts';

/** Shows a cancellable notification while `work` runs; its signal fires when the user presses Cancel. */
export async function withCancellableProgress<T>(
  title: string,
  work: (report: (message: string, percent: number | null) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return work(reporter(progress), controller.signal);
    },
  );
}

/** VS Code counts increments; the workers tell where they are. */
function reporter(progress: VsProgress<{ message?: string; increment?: number }>) {
  let shown = 0;
  return (message: string, percent: number | null): void => {
    const increment = percent === null ? 0 : Math.max(0, percent - shown);
    shown += increment;
    progress.report({ message, increment });
  };
}

/** How far along, in percent, where the total is known. */
export function percentOf({ done, total }: Progress): number | null {
  return done === undefined || !total ? null : (100 * done) / total;
}

/** A training run's place in a few words: step and time left. */
export function shortTrainingLine(progress: TrainProgress): string {
  return lineOf(progress, false);
}

/** The same with loss and speed. */
export function trainingLine(progress: TrainProgress): string {
  return lineOf(progress, true);
}

/** Why a run stands still, and where. */
export function unfinishedLine({ why, step, steps }: Unfinished): string {
  if (why === 'battery') return l10n.t('Training waits for mains power, at step {0} of {1}.', step, steps);
  if (why === 'paused') return l10n.t('Training is paused at step {0} of {1}.', step, steps);
  return l10n.t('Training was interrupted at step {0} of {1}.', step, steps);
}

function lineOf({ phase, step, steps, loss, tokensPerSecond, secondsLeft }: TrainProgress, figures: boolean): string {
  if (phase === 'loading') return l10n.t('loading the base model');
  if (phase === 'examples') return l10n.t('making examples from your writing');
  if (phase === 'evaluating') return l10n.t('comparing with the base model');
  if (phase === 'saving') return l10n.t('saving the adapter');
  const parts = [l10n.t('step {0} of {1}', step, steps)];
  if (figures && loss !== null) parts.push(l10n.t('loss {0}', loss.toFixed(3)));
  if (figures && tokensPerSecond > 0) parts.push(l10n.t('{0} tokens/s', Math.round(tokensPerSecond)));
  if (secondsLeft !== null) parts.push(l10n.t('{0} left', duration(secondsLeft)));
  return parts.join(' · ');
}
