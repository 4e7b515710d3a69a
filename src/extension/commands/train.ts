import { l10n, window } from 'vscode';
import type { TrainOptions, TrainResult } from '../../core/train/types.ts';
import { trainingLine, withCancellableProgress } from '../progress.ts';
import type { Services } from '../services.ts';

/** Trains the personal adapter. Takes training options as an argument, else asks only whether to resume. */
export async function train(services: Services, given?: unknown): Promise<TrainResult | undefined> {
  const { training } = services;
  const options = isOptions(given) ? given : await askResume(services);
  if (!options) return undefined;
  if (!options.resume && !training.isRunning) await training.forget();
  const result = await withCancellableProgress(l10n.t('Training your adapter'), (report, signal) => {
    signal.addEventListener('abort', () => training.stop(), { once: true });
    return training.run(options, (progress) => {
      const percent =
        progress.phase === 'training' && progress.steps > 0 ? (100 * progress.step) / progress.steps : null;
      report(trainingLine(progress), percent);
    });
  });
  void tellResult(result);
  return result;
}

function isOptions(given: unknown): given is TrainOptions {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

async function askResume({ state }: Services): Promise<TrainOptions | undefined> {
  const { unfinished } = state.snapshot;
  if (!unfinished) return {};
  const resume = {
    label: l10n.t('Resume the unfinished run'),
    description: l10n.t('from step {0} of {1}', unfinished.step, unfinished.steps),
    options: { resume: true },
  };
  const anew = { label: l10n.t('Start anew'), description: '', options: {} };
  const chosen = await window.showQuickPick([resume, anew], { title: l10n.t('Train My Adapter') });
  return chosen?.options;
}

async function tellResult({ enabled, heldout }: TrainResult): Promise<void> {
  const base = heldout.base.toFixed(3);
  const adapter = heldout.adapter.toFixed(3);
  const message = enabled
    ? l10n.t(
        'Your adapter is on: {0} bits per byte on writing kept aside, where the base model has {1}.',
        adapter,
        base,
      )
    : l10n.t(
        'The adapter did not beat the base model on writing kept aside ({0} bits per byte, base {1}), so it stays off. More writing would help.',
        adapter,
        base,
      );
  await window.showInformationMessage(message);
}
