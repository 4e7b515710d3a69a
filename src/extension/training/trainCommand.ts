import { l10n, type QuickPickItem, window } from 'vscode';
import type { TrainResult } from '../../core/train/run.ts';
import type { TrainOptions } from '../../core/train/settings.ts';
import { choose } from '../notes/busyPick.ts';
import { requireHistory } from '../notes/requireHistory.ts';
import type { Services } from '../services.ts';
import { unfinishedLine } from '../status/progress.ts';
import { duration } from '../support/format.ts';
import { logError } from '../support/log.ts';
import { tellVerdict } from './verdict.ts';

/** Learns the user's style. Takes training options as an argument, or asks for how long. */
export async function train(services: Services, given?: unknown): Promise<TrainResult | undefined> {
  const { log, training } = services;
  // What would be refused is refused before anything is asked.
  if (training.isRunning) training.refuseSecond();
  await requireHistory(services, l10n.t('Ownhand has not read any of your notes yet; let it read some first.'));
  const options = isOptions(given) ? (given.resume ? training.resuming(given) : given) : await ask(services);
  if (!options) return undefined;
  if (!options.resume && !training.isRunning) await training.forget();
  const result = await training.run(options, () => undefined);
  const { base, adapter } = result.heldout;
  log.info(`on held-out writing, bits per byte: base ${base.toFixed(3)}, adapter ${adapter.toFixed(3)}`);
  tellVerdict(services);
  return result;
}

function isOptions(given: unknown): given is TrainOptions {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** Budgets of time to choose from, in minutes. */
const BUDGETS = [10, 30, 60];

interface Choice extends QuickPickItem {
  options: TrainOptions;
}

async function ask({ state, training, log }: Services): Promise<TrainOptions | undefined> {
  const { unfinished } = state.snapshot;
  const whole: Choice = { label: unfinished ? l10n.t('Start again') : l10n.t('Until it is done'), options: {} };
  const choices: Choice[] = [
    whole,
    ...BUDGETS.map((minutes) => ({
      label: unfinished
        ? l10n.t('Start again, {0} at most', duration(60 * minutes))
        : l10n.t('{0} at most', duration(60 * minutes)),
      options: { minutes },
    })),
  ];
  if (unfinished) {
    choices.unshift({
      label: l10n.t('Continue where it stopped'),
      description: unfinishedLine(unfinished),
      options: training.resuming(),
    });
  }
  const pick = window.createQuickPick<Choice>();
  const leaving = new AbortController();
  pick.title = l10n.t('Learn My Style');
  pick.items = choices;
  pick.busy = true;
  pick.show();
  void training
    .estimate(whole.options, leaving.signal)
    .then(({ seconds }) => {
      if (leaving.signal.aborted) return;
      whole.description = l10n.t('about {0} on this computer', duration(seconds));
      // The list is filled again, and the choice in it stays.
      const active = pick.activeItems;
      pick.items = choices;
      pick.activeItems = active;
      pick.busy = false;
    })
    .catch((error) => {
      if (leaving.signal.aborted) return;
      pick.busy = false;
      logError(log, 'reckoning the time of learning', error);
    });
  try {
    return (await choose(pick, l10n.t('For how long? Learning waits while you type, and you can pause it.')))?.options;
  } finally {
    leaving.abort();
    pick.dispose();
  }
}
