import { l10n, type QuickPickItem, window } from 'vscode';
import type { TrainOptions, TrainResult } from '../../core/train/types.ts';
import type { Services } from '../services.ts';
import { shortTrainingLine, withCancellableProgress } from '../status/progress.ts';
import { duration } from '../support/format.ts';

/** Trains the personal adapter. Takes training options as an argument, else asks for how long. */
export async function train(services: Services, given?: unknown): Promise<TrainResult | undefined> {
  const { log, training } = services;
  const options = isOptions(given) ? (given.resume ? training.resuming(given) : given) : await ask(services);
  if (!options) return undefined;
  if (!options.resume && !training.isRunning) await training.forget();
  const result = await withCancellableProgress(l10n.t('Training your adapter'), (report, signal) => {
    // What is closed by mistake can be resumed.
    signal.addEventListener('abort', () => training.pause(), { once: true });
    return training.run(options, (progress) => {
      const percent =
        progress.phase === 'training' && progress.steps > 0 ? (100 * progress.step) / progress.steps : null;
      report(shortTrainingLine(progress), percent);
    });
  });
  const { base, adapter } = result.heldout;
  log.info(`on writing kept aside, bits per byte: base ${base.toFixed(3)}, adapter ${adapter.toFixed(3)}`);
  void window.showInformationMessage(
    result.enabled
      ? l10n.t('Your adapter is on.')
      : l10n.t('Your adapter stays off: your latest writing does no better with it.'),
  );
  return result;
}

function isOptions(given: unknown): given is TrainOptions {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** Budgets of time to choose among, in minutes. */
const BUDGETS = [10, 30, 60];

async function ask({ state, training }: Services): Promise<TrainOptions | undefined> {
  const { unfinished } = state.snapshot;
  const choices: (QuickPickItem & { options: TrainOptions })[] = [
    { label: unfinished ? l10n.t('Start anew') : l10n.t('Until it is done'), options: {} },
    ...BUDGETS.map((minutes) => ({
      label: unfinished
        ? l10n.t('Start anew, {0} at most', duration(60 * minutes))
        : l10n.t('{0} at most', duration(60 * minutes)),
      options: { minutes },
    })),
  ];
  if (unfinished) {
    choices.unshift({
      label: l10n.t('Resume the unfinished run'),
      description: l10n.t('from step {0} of {1}', unfinished.step, unfinished.steps),
      options: training.resuming(),
    });
  }
  const title = l10n.t('Train My Adapter');
  const placeHolder = l10n.t('For how long? It waits while you type, and can be paused.');
  return (await window.showQuickPick(choices, { title, placeHolder }))?.options;
}
